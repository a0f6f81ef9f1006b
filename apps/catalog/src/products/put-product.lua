-- Creates a product without stock, or changes its name and price. Safe to repeat.
-- KEYS  1 products  2 stock  3 skus
-- ARGV  1 SKU  2 name and price, as JSON
-- Returns { 1 if it was created, else 0; its stock }
local created = redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('HSETNX', KEYS[2], ARGV[1], 0)
redis.call('ZADD', KEYS[3], 0, ARGV[1])
return { created, redis.call('HGET', KEYS[2], ARGV[1]) }
