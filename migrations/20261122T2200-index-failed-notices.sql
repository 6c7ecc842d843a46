-- The admin's page of notices that could not be sent; they are few, among very many sent.
CREATE INDEX outbox_failed ON outbox (failed_at DESC, id DESC) WHERE failed_at IS NOT NULL;
