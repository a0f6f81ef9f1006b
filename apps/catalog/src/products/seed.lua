-- Inserts products with stock, once. Safe to repeat: the marker is set in the same script.
-- KEYS  1 products  2 stock  3 skus  4 markers
-- ARGV  per product: SKU, name and price as JSON, stock
-- Returns 1 if this call inserted them, else 0
if redis.call('SADD', KEYS[4], 'seeded') == 0 then return 0 end
for i = 1, #ARGV, 3 do
  -- An existing product keeps its name, price and stock.
  if redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[i + 1]) == 1 then
    redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 2])
    redis.call('ZADD', KEYS[3], 0, ARGV[i])
  end
end
return 1
