-- Adds rows to the side key of a rewrite that is too large for one script, and
-- makes its node heard meanwhile. Running it twice does it once.
--
-- KEYS[1] the upload      HASH ref -> row
-- KEYS[2] the channel
-- ARGV[1] lease, ms
-- ARGV[2] PUBLISH or SPUBLISH
-- ARGV[3] message
-- ARGV[4 ..] ref, row, …
--
-- Returns {'done', '', size of the upload}.
redis.call('HSET', KEYS[1], unpack(ARGV, 4))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call(ARGV[2], KEYS[2], ARGV[3])
return {'done', '', redis.call('HLEN', KEYS[1])}
