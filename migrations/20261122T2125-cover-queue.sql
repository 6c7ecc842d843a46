-- A filter of the desk that few of the open tickets meet walks through all of them. The index then answers alone: rows
-- are wide, and to fetch each of forty thousand to look at one column takes a third of a second.
DROP INDEX tickets_queue;
CREATE INDEX tickets_queue ON tickets (
  (first_reply_at IS NOT NULL),
  (coalesce(first_reply_due_at, waiting_since, timestamptz 'infinity')),
  id
) INCLUDE (
  first_reply_at, first_reply_due_at, waiting_since, phase, kind, status_id, category_id, assignee_id, language, priority,
  channel, visibility, snoozed_at, created_at
) WHERE (phase <> 'done' OR waiting_since IS NOT NULL) AND removed_at IS NULL AND merged_into IS NULL;

-- Whom we wait for, by how long; and what only its people read, to be counted.
CREATE INDEX tickets_waiting ON tickets (activity_at, id) INCLUDE (phase, snoozed_at)
  WHERE phase = 'waiting' AND removed_at IS NULL AND merged_into IS NULL;
CREATE INDEX tickets_private ON tickets (id) INCLUDE (snoozed_at)
  WHERE visibility = 'private' AND phase <> 'done' AND removed_at IS NULL AND merged_into IS NULL;
