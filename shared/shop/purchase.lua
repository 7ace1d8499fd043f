-- Sells one of each item to a version of a cart: all of them, or none. It
-- settles that version for ever: whoever asks again, or about an older one, is
-- sold nothing more.
--
-- KEYS[1] the products    HASH product id -> JSON
-- KEYS[2] the items       HASH item id -> product id
-- KEYS[3] the released    SET of product ids
-- KEYS[4] the stock       HASH item id -> available
-- KEYS[5] seq
-- KEYS[6] the channel
-- KEYS[7] the purchase    HASH, its fields are in keys.go
-- KEYS[8] the orders      STREAM
-- ARGV[1] PUBLISH or SPUBLISH
-- ARGV[2] handle of the cart
-- ARGV[3] version of the cart
-- ARGV[4] TTL of the purchase, ms
-- ARGV[5 ..] item ids, each once
--
-- Returns {the last version that is settled, items sold to this one, items of
-- which none is left, items not released}, the items as ids with commas; or,
-- having changed nothing, {'unseeded'}: there is no catalogue.

local function settle(items)
	redis.call('HSET', KEYS[7], 'version', ARGV[3], 'items', items)
	redis.call('PEXPIRE', KEYS[7], ARGV[4])
end

local wanted = table.concat(ARGV, ',', 5)
local last, before = unpack(redis.call('HMGET', KEYS[7], 'version', 'items'))
if last and tonumber(last) >= tonumber(ARGV[3]) then
	return {last, last == ARGV[3] and before == wanted and before or '', '', ''}
end

if redis.call('EXISTS', KEYS[1]) == 0 then
	return {'unseeded'} -- nobody was faster, and nothing is sold out
end

local gone, unreleased = {}, {}
local lines, changes, total = {}, {}, 0
for i = 5, #ARGV do
	local item = ARGV[i]
	local product = redis.call('HGET', KEYS[2], item)
	local left = tonumber(redis.call('HGET', KEYS[4], item) or '0')
	if not product or left < 1 then
		table.insert(gone, item)
	elseif redis.call('SISMEMBER', KEYS[3], product) == 0 then
		table.insert(unreleased, item)
	else
		local price = cjson.decode(redis.call('HGET', KEYS[1], product)).price_usd
		total = total + price
		table.insert(lines, '{"id":' .. item .. ',"price_usd":' .. price .. '}')
		table.insert(changes, '{"item_id":' .. item .. ',"before":' .. left .. ',"after":' .. left - 1 .. '}')
	end
end
if #gone + #unreleased > 0 then
	settle('')
	return {ARGV[3], '', table.concat(gone, ','), table.concat(unreleased, ',')}
end

local sold = '[' .. table.concat(lines, ',') .. ']'
settle(wanted)
redis.call('HSET', KEYS[7], 'sold', ARGV[3], 'sold:' .. ARGV[3], sold)
for i = 5, #ARGV do
	redis.call('HINCRBY', KEYS[4], ARGV[i], -1)
end
redis.call('XADD', KEYS[8], '*', 'handle', ARGV[2], 'version', ARGV[3],
	'items', sold, 'total_usd', total)
local seq = redis.call('INCR', KEYS[5])
redis.call(ARGV[1], KEYS[6], '{"v":1,"kind":"stock","seq":' .. seq .. ',"stock":[' .. table.concat(changes, ',') ..
	'],"order":{"handle":"' .. ARGV[2] .. '","version":' .. ARGV[3] .. ',"total_usd":' .. total .. '}}')
return {ARGV[3], wanted, '', ''}
