CREATE TABLE categories (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  slug text NOT NULL UNIQUE,
  names jsonb NOT NULL,
  descriptions jsonb NOT NULL DEFAULT '{}',
  icon text NOT NULL DEFAULT 'folder',
  position integer NOT NULL DEFAULT 0,
  default_assignee_id integer REFERENCES staff,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE tags (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- What a category's or tag's address was once: renamed and merged ones redirect for ever.
CREATE TABLE taxonomy_redirects (
  kind text NOT NULL CHECK (kind IN ('category', 'tag')),
  old text NOT NULL,
  category_id integer REFERENCES categories ON DELETE CASCADE,
  tag_id integer REFERENCES tags ON DELETE CASCADE,
  PRIMARY KEY (kind, old)
);

-- names is {language: text}; a built-in status carries message_key until somebody renames it.
CREATE TABLE statuses (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('question', 'problem', 'idea', 'thanks')),
  phase text NOT NULL CHECK (phase IN ('open', 'waiting', 'done')),
  message_key text,
  names jsonb NOT NULL DEFAULT '{}',
  colour text NOT NULL,
  position integer NOT NULL,
  needs_reason boolean NOT NULL DEFAULT false,
  is_first boolean NOT NULL DEFAULT false,
  CHECK (message_key IS NOT NULL OR names <> '{}')
);
CREATE UNIQUE INDEX statuses_first ON statuses (kind) WHERE is_first;

INSERT INTO statuses (kind, phase, message_key, colour, position, needs_reason, is_first) VALUES
  ('question', 'open',    'new',            '#2563eb', 1, false, true),
  ('question', 'open',    'in_review',      '#7c3aed', 2, false, false),
  ('question', 'waiting', 'waiting_for_you','#b45309', 3, false, false),
  ('question', 'done',    'answered',       '#15803d', 4, false, false),
  ('question', 'done',    'closed',         '#57534e', 5, true,  false),
  ('problem',  'open',    'new',            '#2563eb', 1, false, true),
  ('problem',  'open',    'in_review',      '#7c3aed', 2, false, false),
  ('problem',  'open',    'in_progress',    '#0e7490', 3, false, false),
  ('problem',  'waiting', 'waiting_for_you','#b45309', 4, false, false),
  ('problem',  'done',    'fixed',          '#15803d', 5, false, false),
  ('problem',  'done',    'not_a_problem',  '#57534e', 6, true,  false),
  ('idea',     'open',    'new',            '#2563eb', 1, false, true),
  ('idea',     'open',    'in_review',      '#7c3aed', 2, false, false),
  ('idea',     'open',    'planned',        '#4338ca', 3, false, false),
  ('idea',     'open',    'started',        '#0e7490', 4, false, false),
  ('idea',     'done',    'completed',      '#15803d', 5, false, false),
  ('idea',     'done',    'declined',       '#9f1239', 6, true,  false),
  ('thanks',   'done',    'received',       '#be185d', 1, false, true);
