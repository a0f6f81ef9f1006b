-- Writes a pending order, its idempotency key and its place in the recovery index. Safe to repeat: a key
-- that is held answers with what holds it.
-- KEYS  1 orders  2 ids  3 recovery  4 idempotency keys  5 key of order
-- ARGV  1 order id  2 order as JSON  3 first attempt due, ms  4 key  5 fingerprint
-- Returns { fingerprint, order as JSON } of what now holds the key
local held = redis.call('HGET', KEYS[4], ARGV[4])
if held then
  local record = cjson.decode(held)
  return { record.fingerprint, redis.call('HGET', KEYS[1], record.orderId) }
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], 0, ARGV[1])
redis.call('ZADD', KEYS[3], ARGV[3], ARGV[1])
redis.call('HSET', KEYS[4], ARGV[4], cjson.encode({ fingerprint = ARGV[5], orderId = ARGV[1] }))
redis.call('HSET', KEYS[5], ARGV[1], ARGV[4])
return { ARGV[5], ARGV[2] }
