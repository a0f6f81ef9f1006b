CREATE TABLE products (
  sku TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount >= 0),
  stock INTEGER NOT NULL DEFAULT 0 CHECK (stock >= 0)
) STRICT;

-- Idempotency records: the result of a restock, returned to repeats with its key until it expires.
CREATE TABLE restock_keys (
  key TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  sku TEXT NOT NULL REFERENCES products (sku),
  name TEXT NOT NULL,
  amount INTEGER NOT NULL,
  stock INTEGER NOT NULL,
  expires_at INTEGER NOT NULL -- ms since the epoch
) STRICT;
CREATE INDEX restock_keys_expiry ON restock_keys (expires_at);

-- The first decision for each order, as JSON. Never deleted: a late repeat must not reserve again.
CREATE TABLE reservations (
  order_id TEXT PRIMARY KEY,
  decision TEXT NOT NULL
) STRICT;

-- One-time jobs that are done, such as seeding.
CREATE TABLE markers (name TEXT PRIMARY KEY) STRICT;
