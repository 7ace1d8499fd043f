-- Begins a checkout: from here on the cart is not changed until the checkout is
-- closed. Nothing renews its TTL meanwhile, so what is gone of it is how long
-- the checkout has been under way, by Redis' clock alone. Running it twice with
-- the same op does it once.
--
-- KEYS[1] the cart        HASH, its fields are in keys.go
-- ARGV[1] op, the name of this checkout
-- ARGV[2] version that is bought
-- ARGV[3] TTL, ms
--
-- Returns lines: the verdict, and field, value, … of the hash as it is then. The
-- verdict is 'done' or, having changed nothing, 'pending': it is being bought already;
-- 'changed': it is at another version.
local function answer(verdict)
	return verdict .. '\n' .. table.concat(redis.call('HGETALL', KEYS[1]), '\n')
end

local version, status, op = unpack(redis.call('HMGET', KEYS[1], 'version', 'status', 'op'))
if status == 'checking_out' then
	return answer(op == ARGV[1] and 'done' or 'pending')
end
if version ~= ARGV[2] then return answer('changed') end

redis.call('HSET', KEYS[1], 'status', 'checking_out', 'op', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return answer('done')
