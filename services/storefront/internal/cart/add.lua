-- Puts an item into a cart, and says so. Running it twice with the same op does
-- it once, unless another change of the cart came between.
--
-- KEYS[1] the cart        HASH, its fields are in keys.go
-- ARGV[1] op, the name of this change
-- ARGV[2] item id
-- ARGV[3] version that the caller knows, 0 for none
-- ARGV[4] TTL, ms
-- ARGV[5] TTL, ms, below which it is renewed
-- ARGV[6] channel
-- ARGV[7] handle
-- ARGV[8] now, Unix ms
-- ARGV[9] how many items a cart holds
--
-- Returns lines: the verdict, and field, value, … of the hash as it is then, but
-- for op. The verdict is 'done' or, having changed nothing, 'lost': the caller
-- knows a cart of which there is no record; 'pending': it is being bought;
-- 'duplicate'; 'full'.
local cart = redis.call('HGETALL', KEYS[1])
local at, items = {}, 0 -- where the value of each field is
for i = 1, #cart, 2 do
	at[cart[i]] = i + 1
	if string.sub(cart[i], 1, 2) == 'i:' then items = items + 1 end
end
local function answer(verdict)
	return verdict .. '\n' .. table.concat(cart, '\n')
end
local function put(field, value)
	local i = at[field] or #cart + 2
	cart[i - 1], cart[i] = field, value
end

local version, item = cart[at.version], 'i:' .. ARGV[2]
if not version and ARGV[3] ~= '0' then return answer('lost') end
if cart[at.op] == ARGV[1] then return answer('done') end
if version and cart[at.status] ~= 'open' then return answer('pending') end
if at[item] then return answer('duplicate') end
if items >= tonumber(ARGV[9]) then return answer('full') end

version = (version or 0) + 1
put('version', version)
put('status', 'open')
put(item, version .. ':' .. ARGV[8])
redis.call('HSET', KEYS[1], 'version', version, 'status', 'open', 'op', ARGV[1], item, version .. ':' .. ARGV[8])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[5]) then redis.call('PEXPIRE', KEYS[1], ARGV[4]) end
redis.call('PUBLISH', ARGV[6], '{"v":1,"handle":"' .. ARGV[7] .. '","version":' .. version .. '}')
return answer('done')
