-- Notices, stored with the act that caused them; sent afterwards, at least once.
CREATE TABLE outbox (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  carrier text NOT NULL,
  -- The same notice put twice is one notice.
  dedupe_key text UNIQUE,
  -- Order is kept among notices of one thread.
  thread text NOT NULL DEFAULT '',
  message jsonb NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  run_at timestamptz NOT NULL DEFAULT now(),
  locked_until timestamptz,
  sent_at timestamptz,
  failed_at timestamptz,
  error text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX outbox_due ON outbox (run_at, id) WHERE sent_at IS NULL AND failed_at IS NULL;

CREATE TABLE imported (
  source text NOT NULL,
  type text NOT NULL,
  external_id text NOT NULL,
  row_id integer NOT NULL,
  content_hash bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (source, type, external_id)
);

-- The HTML an import came with; the Markdown made of it is what is shown. Staff only.
CREATE TABLE originals (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ticket_id integer REFERENCES tickets ON DELETE CASCADE,
  reply_id integer REFERENCES replies ON DELETE CASCADE,
  article_id integer REFERENCES articles ON DELETE CASCADE,
  html text NOT NULL
);
CREATE INDEX originals_ticket ON originals (ticket_id);
CREATE INDEX originals_reply ON originals (reply_id);
CREATE INDEX originals_article ON originals (article_id);

-- Addresses that an older system answered at.
CREATE TABLE old_paths (
  path text PRIMARY KEY,
  ticket_id integer REFERENCES tickets ON DELETE CASCADE,
  article_id integer REFERENCES articles ON DELETE CASCADE
);
