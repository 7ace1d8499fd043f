-- Takes an item out of a cart, and says so. Running it twice with the same op
-- does it once, unless another change of the cart came between.
--
-- KEYS[1] the cart        HASH, its fields are in keys.go
-- ARGV[1] op, the name of this change
-- ARGV[2] item id
-- ARGV[3] version that the caller knows, 0 for none
-- ARGV[4] TTL, ms
-- ARGV[5] channel
-- ARGV[6] handle
--
-- Returns {verdict, field, value, …} with the hash as it is then. The verdict is 'done' or, having
-- changed nothing, 'lost': the caller knows a cart of which there is no record;
-- 'pending': it is being bought; 'absent'.
local function answer(verdict)
	return {verdict, unpack(redis.call('HGETALL', KEYS[1]))}
end

local version, status, op = unpack(redis.call('HMGET', KEYS[1], 'version', 'status', 'op'))
if not version and ARGV[3] ~= '0' then return answer('lost') end
if op == ARGV[1] then return answer('done') end
if version and status ~= 'open' then return answer('pending') end
if redis.call('HEXISTS', KEYS[1], 'i:' .. ARGV[2]) == 0 then return answer('absent') end

version = tonumber(version) + 1
redis.call('HSET', KEYS[1], 'version', version, 'op', ARGV[1])
redis.call('HDEL', KEYS[1], 'i:' .. ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('PUBLISH', ARGV[5], '{"v":1,"handle":"' .. ARGV[6] .. '","version":' .. version .. '}')
return answer('done')
