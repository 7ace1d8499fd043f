-- Makes the catalogue what a file says. What was known before keeps its stock
-- and its release; so does what leaves the catalogue, for the day it returns.
-- A second run changes nothing, publishes nothing.
--
-- KEYS[1] the products    HASH product id -> JSON
-- KEYS[2] the items       HASH item id -> product id
-- KEYS[3] the released    SET of product ids
-- KEYS[4] the stock       HASH item id -> available
-- KEYS[5] seq
-- KEYS[6] the channel
-- ARGV[1] PUBLISH or SPUBLISH
-- ARGV[2] 'reset' to forget everything first, else ''
-- ARGV[3] number n of products
-- ARGV[4 .. 3+2n] product id, JSON, …
-- ARGV[4+2n ..]   item id, product id, stock where it has none, …
--
-- Returns {1 if anything changed else 0, products that are new, items that are new}.

-- become makes a hash equal to a table.
local function become(key, wanted)
	local changed, new, had = false, 0, {}
	local flat = redis.call('HGETALL', key)
	for i = 1, #flat, 2 do
		had[flat[i]] = flat[i + 1]
		if not wanted[flat[i]] then
			redis.call('HDEL', key, flat[i])
			changed = true
		end
	end
	for field, value in pairs(wanted) do
		if had[field] ~= value then
			redis.call('HSET', key, field, value)
			changed = true
		end
		if not had[field] then new = new + 1 end
	end
	return changed, new
end

local changed = ARGV[2] == 'reset'
if changed then
	redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3], KEYS[4])
end
local products, items = {}, {}
local last = 3 + 2 * tonumber(ARGV[3])
for i = 4, last, 2 do products[ARGV[i]] = ARGV[i + 1] end
for i = last + 1, #ARGV, 3 do
	items[ARGV[i]] = ARGV[i + 1]
	if redis.call('HSETNX', KEYS[4], ARGV[i], ARGV[i + 2]) == 1 then changed = true end
end
local other_products, new_products = become(KEYS[1], products)
local other_items, new_items = become(KEYS[2], items)
if not (changed or other_products or other_items) then
	return {0, 0, 0}
end
local seq = redis.call('INCR', KEYS[5])
redis.call(ARGV[1], KEYS[6], '{"v":1,"kind":"seeded","seq":' .. seq .. '}')
return {1, new_products, new_items}
