-- Writes a cart of which there is no record, and says so. Where there is one,
-- whatever is in it, nothing changes; so running it twice does it once.
--
-- KEYS[1] the cart        HASH, its fields are in keys.go
-- ARGV[1] version that it had
-- ARGV[2] TTL, ms
-- ARGV[3] channel
-- ARGV[4] handle
-- ARGV[5] now, Unix ms
-- ARGV[6] the last version that was bought, 0 for none
-- ARGV[7 ..] item ids, newest first
--
-- Returns lines: 'done', and field, value, … of the hash as it is then.
if redis.call('EXISTS', KEYS[1]) == 0 then
	redis.call('HSET', KEYS[1], 'version', ARGV[1], 'status', 'open')
	if ARGV[6] ~= '0' then redis.call('HSET', KEYS[1], 'bought', ARGV[6]) end
	for i = 7, #ARGV do
		redis.call('HSET', KEYS[1], 'i:' .. ARGV[i], (ARGV[1] - i + 7) .. ':' .. ARGV[5])
	end
	redis.call('PEXPIRE', KEYS[1], ARGV[2])
	redis.call('PUBLISH', ARGV[3], '{"v":1,"handle":"' .. ARGV[4] .. '","version":' .. ARGV[1] .. '}')
end
return 'done\n' .. table.concat(redis.call('HGETALL', KEYS[1]), '\n')
