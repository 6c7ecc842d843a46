-- What stood in a text before something in it was hidden. The ticket's or reply's own columns hold the public text, so
-- that every page, feed, search and mail is safe by itself; this is read by staff alone.
CREATE TABLE redactions (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ticket_id integer NOT NULL REFERENCES tickets ON DELETE CASCADE,
  -- Null: the ticket's own title and text.
  reply_id integer REFERENCES replies ON DELETE CASCADE,
  title text,
  source text NOT NULL,
  -- [{kind, text}]: what was hidden, as its reader sees it.
  hidden jsonb NOT NULL DEFAULT '[]',
  -- A person; the author themselves, or staff.
  redacted_by integer REFERENCES people ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
-- The first original is kept however often more is hidden. A reply's is found by the reply, wherever it is moved.
CREATE UNIQUE INDEX redactions_text ON redactions (ticket_id) WHERE reply_id IS NULL;
CREATE UNIQUE INDEX redactions_reply ON redactions (reply_id) WHERE reply_id IS NOT NULL;
CREATE INDEX redactions_ticket ON redactions (ticket_id);
