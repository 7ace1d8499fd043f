-- Closes the checkout of a version, and says so: takes out what was sold, which
-- may be nothing, and allows changes again. Where the cart is at another
-- version somebody else has closed it, and nothing changes; so running it twice
-- does it once.
--
-- KEYS[1] the cart        HASH, its fields are in keys.go
-- ARGV[1] version that was being bought
-- ARGV[2] version that comes after it
-- ARGV[3] TTL, ms
-- ARGV[4] channel
-- ARGV[5] handle
-- ARGV[6 ..] ids of the items that were sold; none: it was not bought
--
-- Returns lines: 'done', and field, value, … of the hash as it is then.
if redis.call('HGET', KEYS[1], 'version') == ARGV[1] then
	if #ARGV >= 6 then redis.call('HSET', KEYS[1], 'bought', ARGV[1]) end
	for i = 6, #ARGV do
		redis.call('HDEL', KEYS[1], 'i:' .. ARGV[i])
	end
	redis.call('HSET', KEYS[1], 'version', ARGV[2], 'status', 'open')
	redis.call('PEXPIRE', KEYS[1], ARGV[3])
	redis.call('PUBLISH', ARGV[4], '{"v":1,"handle":"' .. ARGV[5] .. '","version":' .. ARGV[2] .. '}')
end
return 'done\n' .. table.concat(redis.call('HGETALL', KEYS[1]), '\n')
