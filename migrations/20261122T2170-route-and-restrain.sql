-- For whom a waiting status waits; null in the phase `waiting` is the customer.
ALTER TABLE statuses ADD COLUMN waiting_for text CHECK (waiting_for IS NULL OR (waiting_for = 'third_party' AND phase = 'waiting'));

UPDATE statuses SET position = position + 1 WHERE kind IN ('question', 'problem')
  AND position > (SELECT max(w.position) FROM statuses w WHERE w.kind = statuses.kind AND w.phase = 'waiting');
INSERT INTO statuses (kind, phase, message_key, colour, position, waiting_for)
  SELECT kind, 'waiting', 'waiting_for_third_party', '#0f766e', max(position) + 1, 'third_party'
  FROM statuses WHERE kind IN ('question', 'problem') AND phase = 'waiting' GROUP BY kind;
-- A problem that nobody speaks of any more is neither fixed nor "not a problem".
INSERT INTO statuses (kind, phase, message_key, colour, position, needs_reason)
  SELECT 'problem', 'done', 'closed', '#57534e', max(position) + 1, true FROM statuses WHERE kind = 'problem';

-- Read from top to bottom: the first rule that fits and names somebody decides who, the first that names a priority
-- decides how urgent. Conditions left out fit everything. A category that is gone fits nothing and is told on the page.
CREATE TABLE routing_rules (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  position integer NOT NULL,
  name text NOT NULL,
  kind text CHECK (kind IN ('question', 'problem', 'idea', 'thanks')),
  category_id integer,
  language text,
  channel text,
  -- Beginnings of words in title or text, one of which must be there.
  words text[] NOT NULL DEFAULT '{}',
  -- Null: looked at when the ticket arrives; else once it has waited for us so long.
  waits_minutes integer CHECK (waits_minutes > 0),
  priority smallint CHECK (priority BETWEEN 1 AND 4),
  assignee_id integer REFERENCES staff,
  to_rota boolean NOT NULL DEFAULT false,
  is_on boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (priority IS NOT NULL OR assignee_id IS NOT NULL OR to_rota)
);
-- A waiting rule has its say once for each wait, so that it does not undo what staff decide afterwards.
CREATE TABLE rule_runs (
  ticket_id integer NOT NULL REFERENCES tickets ON DELETE CASCADE,
  rule_id integer NOT NULL REFERENCES routing_rules ON DELETE CASCADE,
  waiting_since timestamptz NOT NULL,
  PRIMARY KEY (ticket_id, rule_id)
);

-- Who is on duty: by the day of the week (1 Monday … 7 Sunday), and the days that differ. Days are those of the site's zone.
CREATE TABLE rota_week (
  weekday smallint PRIMARY KEY CHECK (weekday BETWEEN 1 AND 7),
  staff_ids integer[] NOT NULL DEFAULT '{}'
);
CREATE TABLE rota_days (
  day date PRIMARY KEY,
  staff_ids integer[] NOT NULL DEFAULT '{}'
);

-- Visitors who are slowed down or whose posts only they see: a person's browsers, or an address block as keyed hash.
CREATE TABLE restraints (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  mode text NOT NULL CHECK (mode IN ('slow', 'shadow')),
  person_id integer REFERENCES people ON DELETE CASCADE,
  sender_hash bytea,
  -- Slow mode: one post in so many minutes.
  minutes integer CHECK (minutes > 0),
  -- The post that gave the reason, for staff to look at.
  ticket_id integer REFERENCES tickets ON DELETE SET NULL,
  made_by integer REFERENCES staff ON DELETE SET NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  until timestamptz NOT NULL,
  CHECK ((person_id IS NULL) <> (sender_hash IS NULL)),
  CHECK ((mode = 'slow') = (minutes IS NOT NULL))
);
CREATE INDEX restraints_person ON restraints (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX restraints_sender ON restraints (sender_hash) WHERE sender_hash IS NOT NULL;
