-- Deletes a batch of idempotency records that have expired, and the rejected orders that they name. Safe to repeat.
-- KEYS  1 idempotency keys  2 key expiry  3 orders  4 ids  5 ids of owner
-- ARGV  1 now, ms  2 limit
-- Returns how many records it deleted
local keys = redis.call('ZRANGE', KEYS[2], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[2])
for _, key in ipairs(keys) do
  local record = redis.call('HGET', KEYS[1], key)
  local id = record and cjson.decode(record).orderId
  local document = id and redis.call('HGET', KEYS[3], id)
  local order = document and cjson.decode(document)
  if order and order.status == 'rejected' then
    redis.call('HDEL', KEYS[3], id)
    redis.call('ZREM', KEYS[4], id)
    if order.owner then redis.call('ZREM', KEYS[5], order.owner .. ' ' .. id) end
  end
  redis.call('HDEL', KEYS[1], key)
  redis.call('ZREM', KEYS[2], key)
end
return #keys
