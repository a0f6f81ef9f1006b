-- Creates a pending order, its idempotency record and its entries in the indexes, unless its owner would then have too
-- many open orders. Safe to repeat: for a known key it returns the stored record.
-- KEYS  1 orders  2 ids  3 recovery  4 idempotency keys  5 key of order  6 pending  7 ids of owner  8 open of owner
-- ARGV  1 order id  2 order as JSON  3 first attempt due, ms  4 key  5 fingerprint  6 owner
--       7 how many orders of the owner may be open, 0 for any number  8 how many pieces they may have together, the same
-- Returns { fingerprint, order as JSON } of the key's record, or nil if there would be too many open orders
local stored = redis.call('HGET', KEYS[4], ARGV[4])
if stored then
  local record = cjson.decode(stored)
  return { record.fingerprint, redis.call('HGET', KEYS[1], record.orderId) }
end

local owner = ARGV[6] .. ' '
local max_orders, max_pieces = tonumber(ARGV[7]), tonumber(ARGV[8])
if max_orders > 0 or max_pieces > 0 then
  local orders, pieces = 0, 0
  local function count(order)
    orders = orders + 1
    for _, line in ipairs(order.lines) do pieces = pieces + line.quantity end
  end
  count(cjson.decode(ARGV[2]))
  for _, member in ipairs(redis.call('ZRANGE', KEYS[8], '[' .. owner, '(' .. ARGV[6] .. '!', 'BYLEX')) do
    local document = redis.call('HGET', KEYS[1], string.sub(member, #owner + 1))
    local order = document and cjson.decode(document)
    if order and (order.status == 'pending' or order.status == 'cancelling') then
      count(order)
    else
      redis.call('ZREM', KEYS[8], member) -- settled by an earlier version, which does not know this index
    end
  end
  if (max_orders > 0 and orders > max_orders) or (max_pieces > 0 and pieces > max_pieces) then return nil end
end

redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], 0, ARGV[1])
redis.call('ZADD', KEYS[3], ARGV[3], ARGV[1])
redis.call('ZADD', KEYS[6], 0, ARGV[1])
redis.call('ZADD', KEYS[7], 0, owner .. ARGV[1])
redis.call('ZADD', KEYS[8], 0, owner .. ARGV[1])
redis.call('HSET', KEYS[4], ARGV[4], cjson.encode({ fingerprint = ARGV[5], orderId = ARGV[1] }))
redis.call('HSET', KEYS[5], ARGV[1], ARGV[4])
return { ARGV[5], ARGV[2] }
