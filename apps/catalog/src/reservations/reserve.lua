-- Takes all lines of an order from stock, or none, and keeps the decision. Safe to repeat: an order that
-- was decided before is answered with that decision.
-- KEYS  1 products  2 stock  3 reservations
-- ARGV  1 order id  2 currency  then for each line: SKU, quantity
-- Returns the decision as JSON
local decided = redis.call('HGET', KEYS[3], ARGV[1])
if decided then return decided end

local lines, priced, missing = {}, {}, {}
for i = 3, #ARGV, 2 do
  local sku, quantity = ARGV[i], tonumber(ARGV[i + 1])
  local details = redis.call('HGET', KEYS[1], sku)
  local available = tonumber(redis.call('HGET', KEYS[2], sku) or '0')
  lines[#lines + 1] = { sku = sku, quantity = quantity }
  if available < quantity then
    local reason = details and 'out-of-stock' or 'unknown-sku'
    missing[#missing + 1] = { sku = sku, requested = quantity, available = available, reason = reason }
  else
    local price = { amount = cjson.decode(details).amount, currency = ARGV[2] }
    priced[#priced + 1] = { sku = sku, quantity = quantity, unitPrice = price }
  end
end

local decision
if #missing > 0 then
  decision = { orderId = ARGV[1], status = 'refused', lines = lines, missing = missing }
else
  decision = { orderId = ARGV[1], status = 'reserved', lines = priced }
  for _, line in ipairs(lines) do redis.call('HINCRBY', KEYS[2], line.sku, -line.quantity) end
end
local json = cjson.encode(decision)
redis.call('HSET', KEYS[3], ARGV[1], json)
return json
