-- What the desk sorts, measures and puts off by. Nothing here is shown to strangers, and none of it moves changed_at.
ALTER TABLE tickets
  -- 1 low, 2 normal, 3 high, 4 urgent
  ADD COLUMN priority smallint NOT NULL DEFAULT 2 CHECK (priority BETWEEN 1 AND 4),
  -- By which way it came: 'web', 'phone', 'mail', 'social', …; and the original post where there is one.
  ADD COLUMN channel text NOT NULL DEFAULT 'web',
  ADD COLUMN channel_url text,
  -- Put off since, and until; without an end it waits for a reply. A reply of the requester always wakes it.
  ADD COLUMN snoozed_at timestamptz,
  ADD COLUMN snoozed_until timestamptz,
  -- "We are looking into it" was said; not a first reply.
  ADD COLUMN acknowledged_at timestamptz,
  -- When the first reply is due, in the site's business hours; null when there is nothing to be late with.
  ADD COLUMN first_reply_due_at timestamptz,
  -- The breach of the target was announced beforehand.
  ADD COLUMN due_warned_at timestamptz,
  -- Business time until the first reply and until done, pauses taken out, in seconds.
  ADD COLUMN first_reply_business_s integer,
  ADD COLUMN done_business_s integer,
  -- Held without its author being told (trolls).
  ADD COLUMN is_shadowed boolean NOT NULL DEFAULT false;
ALTER TABLE replies ADD COLUMN is_shadowed boolean NOT NULL DEFAULT false;

-- What an act of staff changed, row by row, so that one click puts exactly these rows back; see src/tickets/undo.ts.
CREATE TABLE undos (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  staff_id integer NOT NULL REFERENCES staff ON DELETE CASCADE,
  -- The type of the event that the act left.
  type text NOT NULL,
  ticket_ids integer[] NOT NULL,
  changes jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  undone_at timestamptz,
  undone_by integer REFERENCES staff ON DELETE SET NULL
);
CREATE INDEX undos_created ON undos (created_at);
CREATE INDEX undos_tickets ON undos USING gin (ticket_ids);
