-- Deletes the settled ones of a batch of old orders. Ids sort by creation time, so that no further index is needed, and
-- orders that earlier versions stored are found too. Safe to repeat.
-- KEYS  1 orders  2 ids  3 ids of owner
-- ARGV  1 the last id of the batch before, or ''  2 prefix of the first id that is not old
--       3 time before which an order must have been settled, so that its key has expired, RFC 3339  4 limit
-- Returns the last id of this batch, nil if it was the last batch
local from = ARGV[1] == '' and '-' or '(' .. ARGV[1]
local ids = redis.call('ZRANGE', KEYS[2], from, '(' .. ARGV[2], 'BYLEX', 'LIMIT', 0, ARGV[4])
for _, id in ipairs(ids) do
  local document = redis.call('HGET', KEYS[1], id)
  local order = document and cjson.decode(document)
  local open = order and (order.status == 'pending' or order.status == 'cancelling')
  if not order or (not open and order.updatedAt <= ARGV[3]) then
    redis.call('HDEL', KEYS[1], id)
    redis.call('ZREM', KEYS[2], id)
    if order and order.owner then redis.call('ZREM', KEYS[3], order.owner .. ' ' .. id) end
  end
end
if #ids == tonumber(ARGV[4]) then return ids[#ids] end
return nil
