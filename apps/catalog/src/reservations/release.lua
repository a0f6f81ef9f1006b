-- Puts back what an order took, once, and keeps that it is released. Safe to repeat: only a reservation
-- gives anything back, and afterwards it is none.
-- KEYS  1 stock  2 reservations
-- ARGV  1 order id
-- Returns the decision as JSON: released, or the refusal as it was
local json = redis.call('HGET', KEYS[2], ARGV[1])
local decision = json and cjson.decode(json)
if decision and decision.status ~= 'reserved' then return json end

local released = { orderId = ARGV[1], status = 'released' }
if decision then
  released.lines = {}
  for i, line in ipairs(decision.lines) do
    redis.call('HINCRBY', KEYS[1], line.sku, line.quantity)
    released.lines[i] = { sku = line.sku, quantity = line.quantity }
  end
end
json = cjson.encode(released)
redis.call('HSET', KEYS[2], ARGV[1], json)
return json
