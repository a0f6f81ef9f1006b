-- Returns the reserved pieces of an order to stock and stores the decision "released". Safe to repeat: only
-- a decision "reserved" returns pieces, and it is replaced in the same script.
-- KEYS  1 stock  2 reservations  3 reserved at  4 ended at
-- ARGV  1 order id  2 now, ms
-- Returns the stored decision as JSON: released, or an earlier refusal
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
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('ZADD', KEYS[4], ARGV[2], ARGV[1])
return json
