-- A problem that many have at once. Its ticket is the page where it is told: the public replies there are its updates,
-- its votes are the people who said "me too".
CREATE TABLE incidents (
  ticket_id integer PRIMARY KEY REFERENCES tickets ON DELETE CASCADE,
  -- What stands on the front page: staff's words, for a ticket's title is whatever its writer came with.
  headline text NOT NULL,
  language text NOT NULL DEFAULT 'und',
  since timestamptz NOT NULL,
  -- When the team will say something again, whatever there is to say.
  next_word_at timestamptz,
  declared_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz
);
CREATE INDEX incidents_running ON incidents (since DESC, ticket_id DESC) WHERE ended_at IS NULL;

-- Tickets that tell of the same incident; staff have confirmed each. A ticket belongs to one incident at most.
CREATE TABLE incident_tickets (
  ticket_id integer PRIMARY KEY REFERENCES tickets ON DELETE CASCADE,
  incident_id integer NOT NULL REFERENCES incidents ON DELETE CASCADE,
  gathered_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX incident_tickets_incident ON incident_tickets (incident_id, ticket_id);

-- The board of ideas: each column is one status, most wanted on top.
CREATE INDEX tickets_ideas ON tickets (status_id, vote_count DESC, id DESC) WHERE kind = 'idea';
