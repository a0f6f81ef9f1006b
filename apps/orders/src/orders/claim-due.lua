-- Claims orders whose attempt is due: postpones their next attempt, so that no other instance claims them now.
-- A repeat only postpones them further.
-- KEYS  1 orders  2 recovery  3 attempts  4 pending  5 cancelling
-- ARGV  1 now, ms  2 limit  3… the delays after the 1st, 2nd, … attempt, ms; the last applies to all later ones
-- Returns the orders as JSON
local documents = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[2], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[2])) do
  local attempts = redis.call('HINCRBY', KEYS[3], id, 1)
  local delay = ARGV[math.min(2 + attempts, #ARGV)]
  redis.call('ZADD', KEYS[2], tonumber(ARGV[1]) + tonumber(delay), id)
  local document = redis.call('HGET', KEYS[1], id)
  if document then
    documents[#documents + 1] = document
    -- An order that an earlier version stored is not listed by status yet.
    redis.call('ZADD', cjson.decode(document).status == 'pending' and KEYS[4] or KEYS[5], 0, id)
  end
end
return documents
