-- The desk's queue: not answered at all on top, whose first reply is due first; then who waits longest; waiting for
-- nobody at the end. See src/tickets/triage/queries.ts.
DROP INDEX tickets_queue;
CREATE INDEX tickets_queue ON tickets (
  (first_reply_at IS NOT NULL),
  (coalesce(first_reply_due_at, waiting_since, timestamptz 'infinity')),
  id
) WHERE (phase <> 'done' OR waiting_since IS NOT NULL) AND removed_at IS NULL AND merged_into IS NULL;

-- Asked every minute: whose target runs out, and was not announced.
CREATE INDEX tickets_due ON tickets (first_reply_due_at)
  WHERE first_reply_due_at IS NOT NULL AND due_warned_at IS NULL AND removed_at IS NULL AND merged_into IS NULL;
