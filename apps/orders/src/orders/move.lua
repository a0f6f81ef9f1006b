-- Replaces an order that is still in a given status, and its place in the recovery index. Safe to repeat:
-- the second time it is no longer in that status.
-- KEYS  1 orders  2 recovery  3 attempts  4 key of order  5 key expiry
-- ARGV  1 order id  2 status it must be in  3 new order as JSON
--       4 next attempt due, ms, or '' where the order is then settled  5 when its key then expires, ms
-- Returns the order as it is stored now, as JSON, or nil where there is none
local stored = redis.call('HGET', KEYS[1], ARGV[1])
if not stored then return nil end
if cjson.decode(stored).status ~= ARGV[2] then return stored end

redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('HDEL', KEYS[3], ARGV[1])
if ARGV[4] ~= '' then
  redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1])
else
  redis.call('ZREM', KEYS[2], ARGV[1])
  local key = redis.call('HGET', KEYS[4], ARGV[1])
  if key then
    redis.call('ZADD', KEYS[5], ARGV[5], key)
    redis.call('HDEL', KEYS[4], ARGV[1]) -- a later cancellation leaves the key's end as it is
  end
end
return ARGV[3]
