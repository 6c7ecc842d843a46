-- Who wrote the ticket's text where that is not its requester: staff who wrote first. '' is the requester.
ALTER TABLE tickets ADD COLUMN author_name text NOT NULL DEFAULT '';

-- What staff know of a person, for staff alone. The ticket is the one beside which it was written.
CREATE TABLE person_notes (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person_id integer NOT NULL REFERENCES people ON DELETE CASCADE,
  ticket_id integer REFERENCES tickets ON DELETE SET NULL,
  written_by integer NOT NULL REFERENCES people,
  source text NOT NULL,
  html text NOT NULL,
  html_version integer NOT NULL,
  language text NOT NULL DEFAULT 'und',
  created_at timestamptz NOT NULL DEFAULT now(),
  removed_at timestamptz
);
CREATE INDEX person_notes_person ON person_notes (person_id, id);
CREATE INDEX person_notes_ticket ON person_notes (ticket_id);

-- Who was made one with whom; the newer person's keys lead to the one that stays.
CREATE INDEX people_merged ON people (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX replies_addressee ON replies (addressee_id) WHERE addressee_id IS NOT NULL;
