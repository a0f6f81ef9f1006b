-- Adds stock once for each idempotency key. Safe to repeat: a known key only answers again.
-- KEYS  1 products  2 stock  3 restock keys  4 their expiry
-- ARGV  1 SKU  2 quantity  3 key  4 fingerprint  5 now, ms  6 when the key expires, ms
-- Returns the stored answer as JSON { fingerprint, sku, details, stock }, or nil where there is no such product
local MOST_FORGOTTEN = 100 -- so that one call never holds Redis for long
for _, key in ipairs(redis.call('ZRANGE', KEYS[4], '-inf', ARGV[5], 'BYSCORE', 'LIMIT', 0, MOST_FORGOTTEN)) do
  redis.call('HDEL', KEYS[3], key)
  redis.call('ZREM', KEYS[4], key)
end

local expires = redis.call('ZSCORE', KEYS[4], ARGV[3])
if expires and tonumber(expires) > tonumber(ARGV[5]) then return redis.call('HGET', KEYS[3], ARGV[3]) end

local details = redis.call('HGET', KEYS[1], ARGV[1])
if not details then return nil end
local stock = redis.call('HINCRBY', KEYS[2], ARGV[1], ARGV[2])
local answer = cjson.encode({ fingerprint = ARGV[4], sku = ARGV[1], details = details, stock = stock })
redis.call('HSET', KEYS[3], ARGV[3], answer)
redis.call('ZADD', KEYS[4], ARGV[6], ARGV[3])
return answer
