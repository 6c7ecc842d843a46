CREATE TABLE articles (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  slug text NOT NULL DEFAULT '',
  title text NOT NULL,
  summary text NOT NULL DEFAULT '',
  source text NOT NULL,
  html text NOT NULL,
  html_version integer NOT NULL,
  -- [{level, id, text}]: the table of contents.
  contents jsonb NOT NULL DEFAULT '[]',
  language text NOT NULL DEFAULT 'und',
  state text NOT NULL CHECK (state IN ('draft', 'published', 'internal')),
  category_id integer REFERENCES categories,
  author_id integer REFERENCES staff,
  from_reply_id integer REFERENCES replies ON DELETE SET NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  published_at timestamptz,
  -- True once it was published: a removed article then answers 410.
  was_public boolean NOT NULL DEFAULT false,
  removed_at timestamptz,
  -- Answers carried over by an import, whose voters are not known; part of the totals.
  carried_yes integer NOT NULL DEFAULT 0,
  carried_no integer NOT NULL DEFAULT 0,
  search tsvector NOT NULL DEFAULT ''
);
CREATE INDEX articles_category ON articles (category_id, title) WHERE removed_at IS NULL;
CREATE INDEX articles_updated ON articles (updated_at DESC, id DESC);
CREATE INDEX articles_search ON articles USING gin (search);
CREATE INDEX articles_title_trgm ON articles USING gin (lower(title) gin_trgm_ops);

ALTER TABLE events ADD FOREIGN KEY (article_id) REFERENCES articles ON DELETE CASCADE;
CREATE INDEX events_article ON events (article_id, id) WHERE article_id IS NOT NULL;
ALTER TABLE attachments ADD FOREIGN KEY (article_id) REFERENCES articles ON DELETE CASCADE;

CREATE TABLE article_versions (
  article_id integer NOT NULL REFERENCES articles ON DELETE CASCADE,
  version integer NOT NULL,
  title text NOT NULL,
  summary text NOT NULL,
  source text NOT NULL,
  changed_by integer REFERENCES people,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (article_id, version)
);

CREATE TABLE article_tags (
  article_id integer NOT NULL REFERENCES articles ON DELETE CASCADE,
  tag_id integer NOT NULL REFERENCES tags ON DELETE CASCADE,
  PRIMARY KEY (article_id, tag_id)
);
CREATE INDEX article_tags_tag ON article_tags (tag_id);

-- "Was this helpful", once per browser.
CREATE TABLE article_votes (
  article_id integer NOT NULL REFERENCES articles ON DELETE CASCADE,
  person_id integer NOT NULL REFERENCES people ON DELETE CASCADE,
  helpful boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (article_id, person_id)
);

-- "Answered by": shown to the customer on the ticket, counted on the article.
CREATE TABLE links (
  ticket_id integer NOT NULL REFERENCES tickets ON DELETE CASCADE,
  article_id integer NOT NULL REFERENCES articles ON DELETE CASCADE,
  reply_id integer REFERENCES replies ON DELETE SET NULL,
  linked_by integer REFERENCES people,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (ticket_id, article_id)
);
CREATE INDEX links_article ON links (article_id, ticket_id DESC);
