-- The desk that stays up to date: what is said to open pages, what was begun, who is meant, who else looks.

-- How a member of the team wants to be told, and whether single keys do anything (WCAG 2.1.4: they can be turned off).
ALTER TABLE staff
  ADD COLUMN notices text NOT NULL DEFAULT 'none' CHECK (notices IN ('none', 'mine', 'all')),
  ADD COLUMN notice_sound boolean NOT NULL DEFAULT false,
  ADD COLUMN uses_keys boolean NOT NULL DEFAULT true;

-- A reply that was begun: everything of its form but the files. `version` rises with each save, so that a page that
-- stood open elsewhere never writes over newer words.
CREATE TABLE drafts (
  staff_id integer NOT NULL REFERENCES staff ON DELETE CASCADE,
  ticket_id integer NOT NULL REFERENCES tickets ON DELETE CASCADE,
  fields jsonb NOT NULL,
  version integer NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (staff_id, ticket_id)
);
CREATE INDEX drafts_ticket ON drafts (ticket_id);

-- "@Mira" in a note, or a thank-you passed on (no reply then). Open until she has answered or said that she has seen it.
CREATE TABLE mentions (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ticket_id integer NOT NULL REFERENCES tickets ON DELETE CASCADE,
  reply_id integer REFERENCES replies ON DELETE CASCADE,
  staff_id integer NOT NULL REFERENCES staff ON DELETE CASCADE,
  by_person_id integer REFERENCES people ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  settled_at timestamptz
);
CREATE INDEX mentions_open ON mentions (staff_id, ticket_id) WHERE settled_at IS NULL;
CREATE INDEX mentions_ticket ON mentions (ticket_id);

-- Who has a ticket open on the desk just now; pages say so every few seconds.
CREATE TABLE presence (
  ticket_id integer NOT NULL REFERENCES tickets ON DELETE CASCADE,
  staff_id integer NOT NULL REFERENCES staff ON DELETE CASCADE,
  seen_at timestamptz NOT NULL,
  typing_at timestamptz,
  PRIMARY KEY (ticket_id, staff_id)
);

CREATE INDEX tickets_snoozed ON tickets (snoozed_until) WHERE snoozed_at IS NOT NULL;

-- Every act leaves an event, so every act is announced, whichever process did it. The word itself says nothing: each
-- process looks for itself what has changed for whom.
CREATE FUNCTION announce_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('earshot_desk', '');
  RETURN NULL;
END $$;
CREATE TRIGGER events_announced AFTER INSERT ON events FOR EACH STATEMENT EXECUTE FUNCTION announce_events();
