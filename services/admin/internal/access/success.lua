-- Forgets the failures of a name from an address, and of the name's own, which
-- may be somebody else's, this attempt and one more.
--
-- KEYS[1] failures of the name from the address   STRING
-- KEYS[2] failures of the name                    STRING
--
-- Returns how many are held against the name.
redis.call('DEL', KEYS[1])
local left = tonumber(redis.call('GET', KEYS[2]) or '0') - 2
if left <= 0 then
	redis.call('DEL', KEYS[2])
	return 0
end
return redis.call('DECRBY', KEYS[2], 2)
