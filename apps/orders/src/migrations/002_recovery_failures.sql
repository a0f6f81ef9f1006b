-- Attempts that failed for another reason than an outage, since the last move.
ALTER TABLE orders ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
-- To list open orders by status.
CREATE INDEX orders_open ON orders (status, id) WHERE due_at IS NOT NULL;
