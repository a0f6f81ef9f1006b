CREATE TABLE orders (
  id TEXT PRIMARY KEY,
  status TEXT NOT NULL,
  -- The order as the API returns it, as JSON.
  document TEXT NOT NULL,
  -- The recovery index: when the next attempt is due, ms since the epoch; null if the order is settled.
  due_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  CHECK ((status IN ('pending', 'cancelling')) = (due_at IS NOT NULL))
) STRICT;
CREATE INDEX orders_due ON orders (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE idempotency_keys (
  key TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  order_id TEXT NOT NULL UNIQUE REFERENCES orders (id),
  -- ms since the epoch; null until the order is settled, because the key of an open order must not expire.
  expires_at INTEGER
) STRICT;
CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at) WHERE expires_at IS NOT NULL;
