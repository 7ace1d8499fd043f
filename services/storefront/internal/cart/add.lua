-- Puts an item into a cart, and says so. Running it twice with the same op does
-- it once, unless another change of the cart came between.
--
-- KEYS[1] the cart        HASH, its fields are in keys.go
-- ARGV[1] op, the name of this change
-- ARGV[2] item id
-- ARGV[3] version that the caller knows, 0 for none
-- ARGV[4] TTL, ms
-- ARGV[5] channel
-- ARGV[6] handle
-- ARGV[7] now, Unix ms
-- ARGV[8] how many items a cart holds
--
-- Returns {verdict, field, value, …} with the hash as it is then. The verdict is 'done' or, having
-- changed nothing, 'lost': the caller knows a cart of which there is no record;
-- 'pending': it is being bought; 'duplicate'; 'full'.
local function answer(verdict)
	return {verdict, unpack(redis.call('HGETALL', KEYS[1]))}
end

local version, status, op = unpack(redis.call('HMGET', KEYS[1], 'version', 'status', 'op'))
if not version and ARGV[3] ~= '0' then return answer('lost') end
if op == ARGV[1] then return answer('done') end
if version and status ~= 'open' then return answer('pending') end
if redis.call('HEXISTS', KEYS[1], 'i:' .. ARGV[2]) == 1 then return answer('duplicate') end
local items = 0
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
	if string.sub(field, 1, 2) == 'i:' then items = items + 1 end
end
if items >= tonumber(ARGV[8]) then return answer('full') end

version = tonumber(version or '0') + 1
redis.call('HSET', KEYS[1], 'version', version, 'status', 'open', 'op', ARGV[1],
	'i:' .. ARGV[2], version .. ':' .. ARGV[7])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('PUBLISH', ARGV[5], '{"v":1,"handle":"' .. ARGV[6] .. '","version":' .. version .. '}')
return answer('done')
