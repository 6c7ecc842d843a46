-- Views of the queue that somebody saved, for themselves or for the whole team.
CREATE TABLE saved_views (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  staff_id integer NOT NULL REFERENCES staff ON DELETE CASCADE,
  name text NOT NULL,
  is_shared boolean NOT NULL DEFAULT false,
  -- The words of its address: 'view=open&kind=problem'.
  query text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  removed_at timestamptz
);
CREATE INDEX saved_views_staff ON saved_views (staff_id) WHERE removed_at IS NULL;

-- One act on many tickets, done in chunks; `done` moves in the same transaction as the tickets, so that a process that
-- dies in the middle leaves nothing twice and nothing out.
CREATE TABLE bulk_acts (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  staff_id integer NOT NULL REFERENCES staff ON DELETE CASCADE,
  -- What is done, 'status:5', and what was asked for it.
  act text NOT NULL,
  params jsonb NOT NULL DEFAULT '{}',
  -- The words of the queue's address that it was started from.
  spot text NOT NULL DEFAULT '',
  ticket_ids integer[] NOT NULL,
  -- How many of them were dealt with so far, and how many of these were changed; taking back counts `undone`.
  done integer NOT NULL DEFAULT 0,
  changed integer NOT NULL DEFAULT 0,
  undone integer NOT NULL DEFAULT 0,
  -- [{id, key, params}]: those that could not be changed or taken back, and why; the first hundred.
  refused jsonb NOT NULL DEFAULT '[]',
  refused_count integer NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'stopped', 'done', 'undoing', 'undone')),
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz
);
CREATE INDEX bulk_acts_going ON bulk_acts (id) WHERE state IN ('running', 'undoing');
ALTER TABLE undos ADD COLUMN bulk_id integer REFERENCES bulk_acts ON DELETE SET NULL;
CREATE INDEX undos_bulk ON undos (bulk_id, id) WHERE bulk_id IS NOT NULL;

-- Acts of staff that are no event of a ticket or an article: settings, team, taxonomy. See src/db/audit.ts.
CREATE TABLE audit (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  staff_id integer REFERENCES staff ON DELETE SET NULL,
  act text NOT NULL,
  -- The name of what it was about, as it was then.
  what text NOT NULL DEFAULT '',
  before jsonb NOT NULL DEFAULT '{}',
  after jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX audit_created ON audit (created_at, id);
-- The same for what staff did on tickets and articles.
CREATE INDEX events_by_staff ON events (created_at, id) WHERE by_staff;
CREATE INDEX events_by_colleague ON events (person_id, created_at, id) WHERE by_staff;
