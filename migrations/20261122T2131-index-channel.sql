-- For the filter by channel: nearly everything comes by the web, the others are few.
CREATE INDEX tickets_channel ON tickets (channel) WHERE channel <> 'web';
