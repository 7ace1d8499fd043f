-- Settles a version of a cart: if nothing was sold to it yet, nothing ever
-- will be, however late a purchase arrives.
--
-- KEYS[1] the purchase    HASH, its fields are in keys.go
-- ARGV[1] version of the cart
-- ARGV[2] TTL of the purchase, ms
--
-- Returns {the last version that is settled, items sold to this one}, the
-- items as ids with commas.
local last, sold = unpack(redis.call('HMGET', KEYS[1], 'version', 'items'))
if last and tonumber(last) >= tonumber(ARGV[1]) then
	return {last, last == ARGV[1] and sold or ''}
end
redis.call('HSET', KEYS[1], 'version', ARGV[1], 'items', '')
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {ARGV[1], ''}
