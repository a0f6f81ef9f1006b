-- Creates a spare part, or replaces the one with its id. Safe to repeat.
-- KEYS  1 spare parts  2 ids
-- ARGV  1 id  2 the spare part as JSON
-- Returns 1 if it was created, else 0
redis.call('ZADD', KEYS[2], 0, ARGV[1])
return redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
