-- Replaces an order if it has the expected status, and updates its entries in the indexes. Safe to repeat: the
-- second time it no longer has that status.
-- KEYS  1 orders  2 recovery  3 attempts  4 failures  5 pending  6 cancelling  7 key of order  8 key expiry
--       9 open of owner
-- ARGV  1 order id  2 expected status  3 new order as JSON
--       4 next attempt due, ms, or '' if the new order is not cancelling but settled  5 expiry of its key in that case, ms
--       6 owner
-- Returns the order now stored, as JSON, or nil if the id is unknown
local stored = redis.call('HGET', KEYS[1], ARGV[1])
if not stored then return nil end
if cjson.decode(stored).status ~= ARGV[2] then return stored end

local of_owner = ARGV[6] .. ' ' .. ARGV[1]
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('HDEL', KEYS[3], ARGV[1])
redis.call('HDEL', KEYS[4], ARGV[1])
redis.call('ZREM', KEYS[5], ARGV[1])
if ARGV[4] ~= '' then
  redis.call('ZADD', KEYS[6], 0, ARGV[1])
  redis.call('ZADD', KEYS[9], 0, of_owner)
  redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1])
else
  redis.call('ZREM', KEYS[6], ARGV[1])
  redis.call('ZREM', KEYS[9], of_owner)
  redis.call('ZREM', KEYS[2], ARGV[1])
  local key = redis.call('HGET', KEYS[7], ARGV[1])
  if key then
    redis.call('ZADD', KEYS[8], ARGV[5], key)
    redis.call('HDEL', KEYS[7], ARGV[1]) -- so that a later cancellation does not change the expiry
  end
end
return ARGV[3]
