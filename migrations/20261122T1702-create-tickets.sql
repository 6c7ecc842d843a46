CREATE TABLE tickets (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('question', 'problem', 'idea', 'thanks')),
  visibility text NOT NULL CHECK (visibility IN ('public', 'private')),
  review_state text NOT NULL CHECK (review_state IN ('approved', 'unreviewed', 'held', 'spam')),
  status_id integer NOT NULL REFERENCES statuses,
  phase text NOT NULL CHECK (phase IN ('open', 'waiting', 'done')),
  category_id integer REFERENCES categories,
  assignee_id integer REFERENCES staff,
  -- Who wrote it. requester_name is the name as shown, already made safe against posing as staff.
  requester_id integer NOT NULL REFERENCES people,
  requester_name text NOT NULL DEFAULT '',
  by_staff boolean NOT NULL DEFAULT false,
  title text NOT NULL,
  slug text NOT NULL DEFAULT '',
  source text NOT NULL,
  html text NOT NULL,
  html_version integer NOT NULL,
  -- Plain text of the beginning, for lists, descriptions and extracts.
  excerpt text NOT NULL DEFAULT '',
  language text NOT NULL DEFAULT 'und',
  question_missing boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  edited_at timestamptz,
  -- Last thing readers of the ticket can see; staff notes never move it (nor changed_at).
  activity_at timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now(),
  -- Since when the requester waits for staff; null when it is not staff's turn.
  waiting_since timestamptz,
  first_reply_at timestamptz,
  first_public_reply_at timestamptz,
  done_at timestamptz,
  official_reply_id integer,
  solved_by_reply_id integer,
  thanked_at timestamptz,
  vote_count integer NOT NULL DEFAULT 0,
  -- Votes carried over by an import, whose voters are not known; part of vote_count.
  carried_votes integer NOT NULL DEFAULT 0,
  reply_count integer NOT NULL DEFAULT 0,
  link_version integer NOT NULL DEFAULT 1,
  merged_into integer REFERENCES tickets,
  removed_at timestamptz,
  removed_why text CHECK (removed_why IN ('withdrawn', 'deleted', 'spam')),
  -- True once strangers could read it: decides between 404 and 410 after removal.
  was_public boolean NOT NULL DEFAULT false,
  -- The form token's id: a second post of the same form finds the first ticket.
  form_id text UNIQUE,
  -- SHA-256 of the folded text; sender is a keyed hash of the address block, emptied after the retention time.
  text_hash bytea,
  sender_hash bytea,
  spam_score integer NOT NULL DEFAULT 0,
  spam_signals text[] NOT NULL DEFAULT '{}',
  search tsvector NOT NULL DEFAULT ''
);

-- Lists: every sort ends in id, so that a cursor (value, id) is stable.
CREATE INDEX tickets_newest ON tickets (created_at DESC, id DESC);
CREATE INDEX tickets_activity ON tickets (activity_at DESC, id DESC);
CREATE INDEX tickets_votes ON tickets (vote_count DESC, id DESC);
CREATE INDEX tickets_kind ON tickets (kind, created_at DESC, id DESC);
CREATE INDEX tickets_status ON tickets (status_id, created_at DESC, id DESC);
CREATE INDEX tickets_category ON tickets (category_id, created_at DESC, id DESC);
CREATE INDEX tickets_requester ON tickets (requester_id, id DESC);
CREATE INDEX tickets_assignee ON tickets (assignee_id, id) WHERE phase <> 'done';
CREATE INDEX tickets_queue ON tickets (waiting_since, id) WHERE waiting_since IS NOT NULL AND removed_at IS NULL;
CREATE INDEX tickets_unanswered ON tickets (created_at DESC, id DESC) WHERE first_public_reply_at IS NULL;
CREATE INDEX tickets_answered ON tickets (first_public_reply_at DESC, id DESC) WHERE first_public_reply_at IS NOT NULL;
CREATE INDEX tickets_review ON tickets (created_at, id) WHERE review_state IN ('unreviewed', 'held');
CREATE INDEX tickets_search ON tickets USING gin (search);
CREATE INDEX tickets_title_trgm ON tickets USING gin (lower(title) gin_trgm_ops);
CREATE INDEX tickets_text_hash ON tickets (text_hash, created_at) WHERE text_hash IS NOT NULL;
CREATE INDEX tickets_merged ON tickets (merged_into) WHERE merged_into IS NOT NULL;

-- Who else may read a ticket that is not everyone's; see visibleTo in src/tickets/rules.ts.
CREATE TABLE ticket_people (
  ticket_id integer NOT NULL REFERENCES tickets ON DELETE CASCADE,
  person_id integer NOT NULL REFERENCES people,
  role text NOT NULL CHECK (role IN ('requester', 'guest')),
  since timestamptz NOT NULL DEFAULT now(),
  until timestamptz,
  PRIMARY KEY (ticket_id, person_id, role)
);
CREATE INDEX ticket_people_person ON ticket_people (person_id, ticket_id);

CREATE TABLE ticket_tags (
  ticket_id integer NOT NULL REFERENCES tickets ON DELETE CASCADE,
  tag_id integer NOT NULL REFERENCES tags ON DELETE CASCADE,
  PRIMARY KEY (ticket_id, tag_id)
);
CREATE INDEX ticket_tags_tag ON ticket_tags (tag_id, ticket_id DESC);

CREATE TABLE replies (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ticket_id integer NOT NULL REFERENCES tickets ON DELETE CASCADE,
  person_id integer NOT NULL REFERENCES people,
  author_name text NOT NULL DEFAULT '',
  by_staff boolean NOT NULL DEFAULT false,
  by_requester boolean NOT NULL DEFAULT false,
  audience text NOT NULL CHECK (audience IN ('public', 'private', 'note')),
  -- Whom a private reply is for; it is read by its addressee, its writer and staff.
  addressee_id integer REFERENCES people,
  review_state text NOT NULL CHECK (review_state IN ('approved', 'unreviewed', 'held', 'spam')),
  source text NOT NULL,
  html text NOT NULL,
  html_version integer NOT NULL,
  language text NOT NULL DEFAULT 'und',
  created_at timestamptz NOT NULL DEFAULT now(),
  edited_at timestamptz,
  removed_at timestamptz,
  is_thanks boolean NOT NULL DEFAULT false,
  text_hash bytea,
  sender_hash bytea,
  spam_score integer NOT NULL DEFAULT 0,
  spam_signals text[] NOT NULL DEFAULT '{}',
  CHECK (audience <> 'private' OR addressee_id IS NOT NULL)
);
CREATE INDEX replies_ticket ON replies (ticket_id, created_at, id);
CREATE INDEX replies_person ON replies (person_id, id);
CREATE INDEX replies_review ON replies (created_at, id) WHERE review_state IN ('unreviewed', 'held');
CREATE INDEX replies_text_hash ON replies (text_hash, created_at) WHERE text_hash IS NOT NULL;

ALTER TABLE tickets ADD FOREIGN KEY (official_reply_id) REFERENCES replies ON DELETE SET NULL;
ALTER TABLE tickets ADD FOREIGN KEY (solved_by_reply_id) REFERENCES replies ON DELETE SET NULL;

CREATE TABLE votes (
  ticket_id integer NOT NULL REFERENCES tickets ON DELETE CASCADE,
  person_id integer NOT NULL REFERENCES people ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (ticket_id, person_id)
);
CREATE INDEX votes_person ON votes (person_id);

-- Earlier texts of tickets and replies, for staff only.
CREATE TABLE text_versions (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ticket_id integer NOT NULL REFERENCES tickets ON DELETE CASCADE,
  reply_id integer REFERENCES replies ON DELETE CASCADE,
  title text,
  source text NOT NULL,
  changed_by integer NOT NULL REFERENCES people,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX text_versions_ticket ON text_versions (ticket_id, id);

-- One line of a ticket's history. is_public: may stand on the page whoever reads it.
CREATE TABLE events (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ticket_id integer REFERENCES tickets ON DELETE CASCADE,
  article_id integer,
  person_id integer REFERENCES people,
  by_staff boolean NOT NULL DEFAULT false,
  type text NOT NULL,
  data jsonb NOT NULL DEFAULT '{}',
  is_public boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX events_ticket ON events (ticket_id, id);

CREATE TABLE attachments (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- In the file's address, so that a number cannot be guessed; the right to read is asked all the same.
  token text NOT NULL UNIQUE,
  ticket_id integer REFERENCES tickets ON DELETE CASCADE,
  reply_id integer REFERENCES replies ON DELETE CASCADE,
  article_id integer,
  key text NOT NULL,
  thumb_key text,
  name text NOT NULL,
  type text NOT NULL,
  is_inline boolean NOT NULL,
  bytes integer NOT NULL,
  sha256 text NOT NULL,
  width integer,
  height integer,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX attachments_ticket ON attachments (ticket_id);
CREATE INDEX attachments_reply ON attachments (reply_id);
CREATE INDEX attachments_article ON attachments (article_id);
CREATE INDEX attachments_key ON attachments (key);

-- Tickets near this one by their text, found when a text is written, not when it is read.
-- The right to read is asked anew of every row shown.
CREATE TABLE related_tickets (
  ticket_id integer NOT NULL REFERENCES tickets ON DELETE CASCADE,
  related_id integer NOT NULL REFERENCES tickets ON DELETE CASCADE,
  rank real NOT NULL,
  PRIMARY KEY (ticket_id, related_id)
);
CREATE INDEX related_tickets_other ON related_tickets (related_id);
