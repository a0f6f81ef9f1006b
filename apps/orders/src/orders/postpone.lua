-- Postpones the next attempt of an open order after one that failed for another reason than an outage. A repeat only
-- counts one failure more.
-- KEYS  1 orders  2 recovery  3 failures
-- ARGV  1 order id  2 now, ms  3… the delays after the 1st, 2nd, … failure, ms; the last applies to all later ones
-- Returns the number of failures, 0 if the order is not open
local document = redis.call('HGET', KEYS[1], ARGV[1])
local status = document and cjson.decode(document).status
if status ~= 'pending' and status ~= 'cancelling' then return 0 end
local failures = redis.call('HINCRBY', KEYS[3], ARGV[1], 1)
redis.call('ZADD', KEYS[2], tonumber(ARGV[2]) + tonumber(ARGV[math.min(2 + failures, #ARGV)]), ARGV[1])
return failures
