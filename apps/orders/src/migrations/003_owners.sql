-- The subject of the user who placed the order. Orders from before there were users belong to the local user.
ALTER TABLE orders ADD COLUMN owner TEXT NOT NULL DEFAULT 'local';
-- To list the orders of an owner.
CREATE INDEX orders_of_owner ON orders (owner, id);
-- To list the open orders of an owner by status, and to limit them.
CREATE INDEX open_orders_of_owner ON orders (owner, status, id) WHERE due_at IS NOT NULL;
