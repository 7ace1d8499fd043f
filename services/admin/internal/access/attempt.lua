-- Counts an attempt to sign in as a failure, which it is until it has
-- succeeded: attempts that come at once count each other.
--
-- KEYS[1] failures of the name from the address   STRING
-- KEYS[2] failures of the name                    STRING
-- ARGV[1] how many of KEYS[1] are too many
-- ARGV[2] TTL of KEYS[1], ms, from its first
-- ARGV[3] TTL of KEYS[2], ms, from its last
--
-- Returns 0 or, having counted nothing, for how many ms to stay away.
if tonumber(redis.call('GET', KEYS[1]) or '0') >= tonumber(ARGV[1]) then
	return math.max(1, redis.call('PTTL', KEYS[1]))
end
if redis.call('INCR', KEYS[1]) == 1 then
	redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
redis.call('INCR', KEYS[2])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return 0
