-- Takes an item out of a cart, and says so. Running it twice with the same op
-- does it once, unless another change of the cart came between.
--
-- KEYS[1] the cart        HASH, its fields are in keys.go
-- ARGV[1] op, the name of this change
-- ARGV[2] item id
-- ARGV[3] version that the caller knows, 0 for none
-- ARGV[4] TTL, ms
-- ARGV[5] TTL, ms, below which it is renewed
-- ARGV[6] channel
-- ARGV[7] handle
--
-- Returns lines: the verdict, and field, value, … of the hash as it is then, but
-- for op. The verdict is 'done' or, having changed nothing, 'lost': the caller
-- knows a cart of which there is no record; 'pending': it is being bought;
-- 'absent'.
local cart = redis.call('HGETALL', KEYS[1])
local at = {} -- where the value of each field is
for i = 1, #cart, 2 do
	at[cart[i]] = i + 1
end
local function answer(verdict)
	return verdict .. '\n' .. table.concat(cart, '\n')
end

local version, item = cart[at.version], 'i:' .. ARGV[2]
if not version and ARGV[3] ~= '0' then return answer('lost') end
if cart[at.op] == ARGV[1] then return answer('done') end
if version and cart[at.status] ~= 'open' then return answer('pending') end
if not at[item] then return answer('absent') end

version = version + 1
cart[at.version] = version
table.remove(cart, at[item])
table.remove(cart, at[item] - 1)
redis.call('HSET', KEYS[1], 'version', version, 'op', ARGV[1])
redis.call('HDEL', KEYS[1], item)
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[5]) then redis.call('PEXPIRE', KEYS[1], ARGV[4]) end
redis.call('PUBLISH', ARGV[6], '{"v":1,"handle":"' .. ARGV[7] .. '","version":' .. version .. '}')
return answer('done')
