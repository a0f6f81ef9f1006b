-- Forgets idempotency keys past their time, a hundred at a time so as never to hold Redis for long. Safe to
-- repeat.
-- KEYS  1 idempotency keys  2 key expiry
-- ARGV  1 now, ms
-- Returns how many
local keys = redis.call('ZRANGE', KEYS[2], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, 100)
for _, key in ipairs(keys) do
  redis.call('HDEL', KEYS[1], key)
  redis.call('ZREM', KEYS[2], key)
end
return #keys
