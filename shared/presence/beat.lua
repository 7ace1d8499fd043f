-- Renews the lease of a row set and makes its node heard. It is heard whatever
-- Redis answers to the rest: a server that refuses writes still publishes.
--
-- KEYS[1] the rows        HASH ref -> row, '#' -> mark
-- KEYS[2] the nodes       SET
-- KEYS[3] the channel
-- ARGV[1] mark that should be there
-- ARGV[2] size of the hash at that mark
-- ARGV[3] lease, ms
-- ARGV[4] node
-- ARGV[5] PUBLISH or SPUBLISH
-- ARGV[6] message if it is there
-- ARGV[7] message if it is not
--
-- Returns {'done'|'lost', mark found, size found}.
local found = redis.pcall('HGET', KEYS[1], '#')
local size = redis.pcall('HLEN', KEYS[1])
if type(found) ~= 'string' then found = '' end
if type(size) ~= 'number' then size = 0 end
redis.pcall('PEXPIRE', KEYS[1], ARGV[3])
redis.pcall('SADD', KEYS[2], ARGV[4])
if found == ARGV[1] and size == tonumber(ARGV[2]) then
	redis.call(ARGV[5], KEYS[3], ARGV[6])
	return {'done', found, size}
end
redis.call(ARGV[5], KEYS[3], ARGV[7])
return {'lost', found, size}
