package channels_test

import "testing"

// joined stands before a script: a join of room:a with the ref "1".
const joined = `
	-> ["1","1","room:a","phx_join",{}]
	<- ["1","1","room:a","phx_reply",{"response":{},"status":"ok"}]`

// Each row quotes the rule that it proves.
func TestStatesOfAChannel(t *testing.T) {
	play(t, v2, []script{
		{"none, phx_join, no route: unmatched topic, join_ref null, none", `
			-> ["1","1","hall:a","phx_join",{}]
			<- [null,"1","hall:a","phx_reply",{"response":{"reason":"unmatched topic"},"status":"error"}]
			-> ["1","2","hall:a","echo",{}]
			<- [null,"2","hall:a","phx_reply",{"response":{"reason":"unmatched topic"},"status":"error"}]`},
		{"joining, error: error reply, none, no phx_close", `
			-> ["1","1","room:deny","phx_join",{"deny":1}]
			<- ["1","1","room:deny","phx_reply",{"response":{"reason":"unauthorized"},"status":"error"}]
			-> ["1","2","room:deny","echo",{}]
			<- [null,"2","room:deny","phx_reply",{"response":{"reason":"unmatched topic"},"status":"error"}]`},
		{"joining, error of another kind: join crashed", `
			-> ["1","1","room:fail","phx_join",{}]
			<- ["1","1","room:fail","phx_reply",{"response":{"reason":"join crashed"},"status":"error"}]`},
		{"joining, bad return: join crashed, none", `
			-> ["1","1","room:odd","phx_join",{}]
			<- ["1","1","room:odd","phx_reply",{"response":{"reason":"join crashed"},"status":"error"}]
			-> ["1","2","room:odd","echo",{}]
			<- [null,"2","room:odd","phx_reply",{"response":{"reason":"unmatched topic"},"status":"error"}]`},
		{"joining: the reply comes before what is pushed meanwhile", `
			-> ["1","1","room:early","phx_join",{}]
			<- ["1","1","room:early","phx_reply",{"response":{},"status":"ok"}]
			<- ["1",null,"room:early","hello",{}]
			<- [null,null,"room:early","msg",{}]`},
		{"joining, refused: nothing that was pushed meanwhile", `
			-> ["1","1","room:early and denied","phx_join",{}]
			<- ["1","1","room:early and denied","phx_reply",{"response":{"reason":"unauthorized"},"status":"error"}]`},
		{"joined, phx_join: phx_close with the old join_ref before the new reply", joined + `
			-> ["2","2","room:a","phx_join",{}]
			<- ["1","1","room:a","phx_close",{}]
			<- ["2","2","room:a","phx_reply",{"response":{},"status":"ok"}]`},
		{"joined, phx_join that is refused: the old one has ended all the same", joined + `
			-> ["2","2","room:a","phx_join",{"deny":1}]
			<- ["1","1","room:a","phx_close",{}]
			<- ["2","2","room:a","phx_reply",{"response":{"reason":"unauthorized"},"status":"error"}]
			-> [null,"3","room:a","echo",{}]
			<- [null,"3","room:a","phx_reply",{"response":{"reason":"unmatched topic"},"status":"error"}]`},
		{"joined, phx_leave, join_ref null: ok, then phx_close", joined + `
			-> [null,"2","room:a","phx_leave",{}]
			<- ["1","2","room:a","phx_reply",{"response":{},"status":"ok"}]
			<- ["1","1","room:a","phx_close",{}]`},
		{"joined, phx_leave or event, join_ref of another join: silently ignored", joined + `
			-> ["0","2","room:a","phx_leave",{}]
			-> ["9","3","room:a","echo",{}]
			-> [1,"4","room:a","echo",{}]
			-> ["1","5","room:a","echo",{}]
			<- ["1","5","room:a","phx_reply",{"response":{},"status":"ok"}]`},
		{"joined, other event, join_ref null: handled, answered with the join's", joined + `
			-> [null,"2","room:a","echo",{"x":1}]
			<- ["1","2","room:a","phx_reply",{"response":{"x":1},"status":"ok"}]`},
		{"none, phx_leave: ok, echoing join_ref, none", `
			-> [null,"2","room:a","phx_leave",{}]
			<- [null,"2","room:a","phx_reply",{"response":{},"status":"ok"}]`},
		{"none, other event: unmatched topic, join_ref null", `
			-> ["1","2","room:a","echo",{}]
			<- [null,"2","room:a","phx_reply",{"response":{"reason":"unmatched topic"},"status":"error"}]`},
		{"after phx_leave later events are not handled", joined + `
			-> ["1","2","room:a","phx_leave",{}]
			<- ["1","2","room:a","phx_reply",{"response":{},"status":"ok"}]
			<- ["1","1","room:a","phx_close",{}]
			-> ["1","3","room:a","shout",{}]
			<- [null,"3","room:a","phx_reply",{"response":{"reason":"unmatched topic"},"status":"error"}]
			-> ["1","4","room:a","phx_leave",{}]
			<- ["1","4","room:a","phx_reply",{"response":{},"status":"ok"}]`},
		{"joined with null: its ref stands in, phx_close carries nulls, only null matches", `
			-> [null,"1","room:a","phx_join",{}]
			<- ["1","1","room:a","phx_reply",{"response":{},"status":"ok"}]
			-> ["1","2","room:a","echo",{}]
			-> [null,"3","room:a","push",{}]
			<- ["1","3","room:a","phx_reply",{"response":{},"status":"ok"}]
			<- ["1",null,"room:a","hello",{}]
			-> [null,"4","room:a","phx_leave",{}]
			<- ["1","4","room:a","phx_reply",{"response":{},"status":"ok"}]
			<- [null,null,"room:a","phx_close",{}]`},
		{"leave and join in one burst: leave reply, phx_close, join reply", joined + `
			-> ["1","2","room:a","phx_leave",{}]
			-> ["3","3","room:a","phx_join",{}]
			-> ["1","4","room:a","phx_leave",{}]
			<- ["1","2","room:a","phx_reply",{"response":{},"status":"ok"}]
			<- ["1","1","room:a","phx_close",{}]
			<- ["3","3","room:a","phx_reply",{"response":{},"status":"ok"}]`},
		{"Refresh pushes the current state, once for two requests", joined + `
			-> ["1","2","room:a","refresh",{}]
			<- ["1","2","room:a","phx_reply",{"response":{},"status":"ok"}]
			<- ["1",null,"room:a","state",{"n":1}]
			-> ["1","3","room:a","refresh",{}]
			<- ["1","3","room:a","phx_reply",{"response":{},"status":"ok"}]
			<- ["1",null,"room:a","state",{"n":2}]`},
	})
}

// What contract.md changes: Phoenix' channel would crash at each of these.
func TestErrorsOfAPush(t *testing.T) {
	play(t, v2, []script{
		{"an unknown event is answered, and the channel lives", joined + `
			-> ["1","2","room:a","dance",{}]
			<- ["1","2","room:a","phx_reply",{"response":{"error":"unknown_event"},"status":"error"}]
			-> ["1","3","room:a","echo",{}]
			<- ["1","3","room:a","phx_reply",{"response":{},"status":"ok"}]`},
		{"so are the protocol's own events that only a server sends", joined + `
			-> ["1","2","room:a","phx_close",{}]
			<- ["1","2","room:a","phx_reply",{"response":{"error":"unknown_event"},"status":"error"}]
			-> ["1","3","room:a","heartbeat",{}]
			<- ["1","3","room:a","phx_reply",{"response":{"error":"unknown_event"},"status":"error"}]`},
		{"a wrong payload is answered with its field, and the channel lives", joined + `
			-> ["1","2","room:a","bad",{}]
			<- ["1","2","room:a","phx_reply",{"response":{"error":"bad_request","field":"x"},"status":"error"}]
			-> ["1","3","room:a","echo",{}]
			<- ["1","3","room:a","phx_reply",{"response":{},"status":"ok"}]`},
		{"an error without a code is internal, and says no more", joined + `
			-> ["1","2","room:a","broken",{}]
			<- ["1","2","room:a","phx_reply",{"response":{"error":"internal"},"status":"error"}]`},
		{"a panic: internal, then phx_error", joined + `
			-> ["1","2","room:a","crash",{}]
			<- ["1","2","room:a","phx_reply",{"response":{"error":"internal"},"status":"error"}]
			<- ["1","1","room:a","phx_error",{"reason":"channel_crash"}]
			-> ["1","3","room:a","echo",{}]
			<- [null,"3","room:a","phx_reply",{"response":{"reason":"unmatched topic"},"status":"error"}]`},
		{"a reply without a JSON form is a panic", joined + `
			-> ["1","2","room:a","odd",{}]
			<- ["1","2","room:a","phx_reply",{"response":{"error":"internal"},"status":"error"}]
			<- ["1","1","room:a","phx_error",{"reason":"channel_crash"}]`},
		{"so is a Refresh without one", `
			-> ["1","1","room:odd refresh","phx_join",{}]
			<- ["1","1","room:odd refresh","phx_reply",{"response":{},"status":"ok"}]
			-> ["1","2","room:odd refresh","refresh",{}]
			<- ["1","2","room:odd refresh","phx_reply",{"response":{},"status":"ok"}]
			<- ["1","1","room:odd refresh","phx_error",{"reason":"channel_crash"}]`},
		{"a panic in Leave keeps nobody from leaving", `
			-> ["1","1","room:raise at the end","phx_join",{}]
			<- ["1","1","room:raise at the end","phx_reply",{"response":{},"status":"ok"}]
			-> ["1","2","room:raise at the end","phx_leave",{}]
			<- ["1","2","room:raise at the end","phx_reply",{"response":{},"status":"ok"}]
			<- ["1","1","room:raise at the end","phx_close",{}]`},
	})
}
