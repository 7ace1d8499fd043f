-- Puts an upload in the place of a row set. Running it twice does it once; one
-- that comes late does nothing.
--
-- KEYS[1] the rows        HASH ref -> row, '#' -> mark
-- KEYS[2] the nodes       SET
-- KEYS[3] the channel
-- KEYS[4] the upload      HASH ref -> row
-- ARGV[1] mark of the rewrite
-- ARGV[2] its seq
-- ARGV[3] number of rows
-- ARGV[4] lease, ms
-- ARGV[5] node
-- ARGV[6] PUBLISH or SPUBLISH
-- ARGV[7] message
--
-- Returns {'done'|'lost', mark found, size found}; 'lost': a higher seq is
-- there, or the upload is not whole.
local found = redis.call('HGET', KEYS[1], '#') or ''
local size = redis.call('HLEN', KEYS[1])
if found == ARGV[1] then
	return {'done', found, size}
end
if tonumber(string.match(found, '^%d+') or '0') >= tonumber(ARGV[2]) or
	redis.call('HLEN', KEYS[4]) ~= tonumber(ARGV[3]) then
	return {'lost', found, size}
end
redis.call('HSET', KEYS[4], '#', ARGV[1])
redis.call('UNLINK', KEYS[1])
redis.call('RENAME', KEYS[4], KEYS[1])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('SADD', KEYS[2], ARGV[5])
redis.call(ARGV[6], KEYS[3], ARGV[7])
return {'done', ARGV[1], redis.call('HLEN', KEYS[1])}
