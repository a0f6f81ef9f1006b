-- Reserves all lines of an order or none, and stores the decision. Safe to repeat: returns the first decision.
-- Also deletes a few old decisions.
-- KEYS  1 products  2 stock  3 reservations  4 reserved at  5 ended at
-- ARGV  1 order id  2 currency  3 now, ms  4 time until which to delete reservations, ms, or -inf  5 the same for refusals
--       and releases  6 '1' if the order is too old for a first decision  7 how many to delete of both
--       then per line: SKU, quantity
-- Returns the decision as JSON; in a refusal each missing line is { index in lines, available or -1 if unknown }
local function delete(times, before)
  for _, id in ipairs(redis.call('ZRANGE', times, '-inf', before, 'BYSCORE', 'LIMIT', 0, ARGV[7])) do
    redis.call('HDEL', KEYS[3], id)
    redis.call('ZREM', times, id)
  end
end
delete(KEYS[4], ARGV[4])
delete(KEYS[5], ARGV[5])

local decided = redis.call('HGET', KEYS[3], ARGV[1])
if decided then
  redis.call('ZADD', KEYS[4], 'XX', ARGV[3], ARGV[1]) -- if reserved: the order is still open, and needs it
  return decided
end
if ARGV[6] == '1' then return cjson.encode({ orderId = ARGV[1], status = 'released' }) end

local lines, priced, missing = {}, {}, {}
for i = 8, #ARGV, 2 do
  local sku, quantity = ARGV[i], tonumber(ARGV[i + 1])
  local details = redis.call('HGET', KEYS[1], sku)
  local available = tonumber(redis.call('HGET', KEYS[2], sku) or '0')
  lines[#lines + 1] = { sku = sku, quantity = quantity }
  if available < quantity then
    missing[#missing + 1] = { #lines - 1, details and available or -1 }
  else
    -- Not decoded: it contains a name, and cjson fails on text that is not well-formed. The amount comes last.
    local amount = tonumber(string.match(details, '"amount":(%d+)}$'))
    local price = { amount = amount, currency = ARGV[2] }
    priced[#priced + 1] = { sku = sku, quantity = quantity, unitPrice = price }
  end
end

local decision, times
if #missing > 0 then
  decision = { orderId = ARGV[1], status = 'refused', lines = lines, missing = missing }
  times = KEYS[5]
else
  decision = { orderId = ARGV[1], status = 'reserved', lines = priced }
  times = KEYS[4]
  for _, line in ipairs(lines) do redis.call('HINCRBY', KEYS[2], line.sku, -line.quantity) end
end
local json = cjson.encode(decision)
redis.call('HSET', KEYS[3], ARGV[1], json)
redis.call('ZADD', times, ARGV[3], ARGV[1])
return json
