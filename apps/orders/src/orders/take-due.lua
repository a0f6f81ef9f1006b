-- Takes orders whose attempt is due and puts off their next one, so that no other instance takes them now.
-- Not harmful to repeat: an order is only put off further.
-- KEYS  1 orders  2 recovery  3 attempts
-- ARGV  1 now, ms  2 limit  then the waits after the 1st, 2nd, … attempt, ms; the last one goes for all after it
-- Returns the orders as JSON
local documents = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[2], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[2])) do
  local attempts = redis.call('HINCRBY', KEYS[3], id, 1)
  local wait = ARGV[math.min(2 + attempts, #ARGV)]
  redis.call('ZADD', KEYS[2], tonumber(ARGV[1]) + tonumber(wait), id)
  documents[#documents + 1] = redis.call('HGET', KEYS[1], id)
end
return documents
