-- Forgets nodes whose row set has expired. Looking and forgetting are one
-- step, so a node that comes back in between is not forgotten.
--
-- KEYS[1] the nodes       SET
-- KEYS[1+i] the rows of node i
-- ARGV[i] node i
--
-- Returns how many were forgotten.
local forgotten = 0
for i, node in ipairs(ARGV) do
	if redis.call('EXISTS', KEYS[1 + i]) == 0 then
		forgotten = forgotten + redis.call('SREM', KEYS[1], node)
	end
end
return forgotten
