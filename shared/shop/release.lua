-- Releases products, all of them or, if one is unknown, none. Releasing twice
-- is harmless and announced again; where a cluster's client sends it twice, the
-- answer is the second's, of products that were released before.
--
-- KEYS[1] the products    HASH product id -> JSON
-- KEYS[2] the released    SET of product ids
-- KEYS[3] seq
-- KEYS[4] the channel
-- ARGV[1] PUBLISH or SPUBLISH
-- ARGV[2 ..] product ids
--
-- Returns {'done', the ids that were not released before, …} or {'unknown',
-- the unknown ids, …}, which has changed nothing.
local unknown = {'unknown'}
for i = 2, #ARGV do
	if redis.call('HEXISTS', KEYS[1], ARGV[i]) == 0 then
		table.insert(unknown, ARGV[i])
	end
end
if #unknown > 1 then
	return unknown
end
local fresh = {'done'}
for i = 2, #ARGV do
	if redis.call('SADD', KEYS[2], ARGV[i]) == 1 then
		table.insert(fresh, ARGV[i])
	end
end
local seq = redis.call('INCR', KEYS[3])
redis.call(ARGV[1], KEYS[4], '{"v":1,"kind":"released","seq":' .. seq ..
	',"product_ids":[' .. table.concat(ARGV, ',', 2) .. ']}')
return fresh
