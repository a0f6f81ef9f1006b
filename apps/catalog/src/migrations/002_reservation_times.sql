-- When a decision was made or last repeated, ms since the epoch: the first while it holds stock, the second once it is
-- refused or released. Both are null for those that were stored before; they are kept.
ALTER TABLE reservations ADD COLUMN reserved_at INTEGER;
ALTER TABLE reservations ADD COLUMN ended_at INTEGER;
CREATE INDEX reservations_reserved ON reservations (reserved_at) WHERE reserved_at IS NOT NULL;
CREATE INDEX reservations_ended ON reservations (ended_at) WHERE ended_at IS NOT NULL;
