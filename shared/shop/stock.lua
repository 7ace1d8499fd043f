-- Changes how many of an item are left: to a number, or by one. Running it
-- twice with the same op does it once.
--
-- KEYS[1] the items       HASH item id -> product id
-- KEYS[2] the stock       HASH item id -> available
-- KEYS[3] seq
-- KEYS[4] the channel
-- KEYS[5] the op          STRING
-- ARGV[1] PUBLISH or SPUBLISH
-- ARGV[2] item id
-- ARGV[3] 'to' or 'by'
-- ARGV[4] the number
-- ARGV[5] how many there can be
-- ARGV[6] TTL of the op, ms
--
-- Returns {'done', available} or, having changed nothing, {'unknown', 0} or
-- {'range', available}.
if redis.call('HEXISTS', KEYS[1], ARGV[2]) == 0 then
	return {'unknown', 0}
end
local before = tonumber(redis.call('HGET', KEYS[2], ARGV[2]) or '0')
if redis.call('EXISTS', KEYS[5]) == 1 then
	return {'done', before}
end
local after = tonumber(ARGV[4])
if ARGV[3] == 'by' then
	after = after + before
end
if after < 0 or after > tonumber(ARGV[5]) then
	return {'range', before}
end
redis.call('SET', KEYS[5], '', 'PX', ARGV[6])
redis.call('HSET', KEYS[2], ARGV[2], after)
local seq = redis.call('INCR', KEYS[3])
redis.call(ARGV[1], KEYS[4], '{"v":1,"kind":"stock","seq":' .. seq .. ',"stock":[{"item_id":' .. ARGV[2] ..
	',"before":' .. before .. ',"after":' .. after .. '}]}')
return {'done', after}
