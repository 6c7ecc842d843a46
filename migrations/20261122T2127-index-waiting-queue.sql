-- The view that the desk opens with: where few wait, tickets_queue would be walked through all who wait for nobody.
CREATE INDEX tickets_queue_waiting ON tickets (
  (first_reply_at IS NOT NULL),
  (coalesce(first_reply_due_at, waiting_since, timestamptz 'infinity')),
  id
) INCLUDE (
  first_reply_at, first_reply_due_at, waiting_since, phase, kind, status_id, category_id, assignee_id, language, priority,
  channel, visibility, snoozed_at, created_at
) WHERE waiting_since IS NOT NULL AND removed_at IS NULL AND merged_into IS NULL;
