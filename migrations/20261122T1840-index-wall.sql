-- The wall of thanks: tickets that are thanks, and those whose requester said it, by when they did.
CREATE INDEX tickets_wall ON tickets ((CASE WHEN kind = 'thanks' THEN created_at ELSE thanked_at END) DESC, id DESC)
  WHERE kind = 'thanks' OR thanked_at IS NOT NULL;
