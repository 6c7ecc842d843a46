-- The desk's queue: not answered at all on top, then who waits longest; waiting for nobody at the end. One index serves
-- every view of open tickets, few among all, and of thanks that were written to once more (done, and yet somebody
-- waits); see src/tickets/triage/queries.ts.
DROP INDEX tickets_queue;
CREATE INDEX tickets_queue ON tickets (
  (first_reply_at IS NOT NULL),
  (coalesce(waiting_since, timestamptz 'infinity')),
  id
) WHERE (phase <> 'done' OR waiting_since IS NOT NULL) AND removed_at IS NULL AND merged_into IS NULL;

CREATE INDEX tickets_done ON tickets (done_at, id)
  WHERE phase = 'done' AND removed_at IS NULL AND merged_into IS NULL;
CREATE INDEX tickets_removed ON tickets (removed_at, id) WHERE removed_at IS NOT NULL;
