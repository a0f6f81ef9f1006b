-- Adds stock once per idempotency key. Safe to repeat: for a known key it only returns the stored record.
-- KEYS  1 products  2 stock  3 restock keys  4 their expiry
-- ARGV  1 SKU  2 quantity  3 key  4 fingerprint  5 now, ms  6 expiry of the key, ms
-- Returns the idempotency record as JSON { fingerprint, sku, details, stock }, or nil if the product is unknown
local MAX_DELETIONS = 100 -- one call must not block Redis for long
for _, key in ipairs(redis.call('ZRANGE', KEYS[4], '-inf', ARGV[5], 'BYSCORE', 'LIMIT', 0, MAX_DELETIONS)) do
  redis.call('HDEL', KEYS[3], key)
  redis.call('ZREM', KEYS[4], key)
end

-- Checked although expired keys were just deleted: this one may have been beyond the limit.
local expiry = redis.call('ZSCORE', KEYS[4], ARGV[3])
if expiry and tonumber(expiry) > tonumber(ARGV[5]) then return redis.call('HGET', KEYS[3], ARGV[3]) end

local details = redis.call('HGET', KEYS[1], ARGV[1])
if not details then return nil end
local stock = redis.call('HINCRBY', KEYS[2], ARGV[1], ARGV[2])
local record = cjson.encode({ fingerprint = ARGV[4], sku = ARGV[1], details = details, stock = stock })
redis.call('HSET', KEYS[3], ARGV[3], record)
redis.call('ZADD', KEYS[4], ARGV[6], ARGV[3])
return record
