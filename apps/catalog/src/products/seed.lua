-- Puts products with stock in, unless it was ever done. Safe to repeat: the marker is set in the same step.
-- KEYS  1 products  2 stock  3 skus  4 markers
-- ARGV  for each product: SKU, name and price as JSON, stock
-- Returns 1 where it was done now, else 0
if redis.call('SADD', KEYS[4], 'seeded') == 0 then return 0 end
for i = 1, #ARGV, 3 do
  -- A product that somebody made before is left as it is.
  if redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[i + 1]) == 1 then
    redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 2])
    redis.call('ZADD', KEYS[3], 0, ARGV[i])
  end
end
return 1
