package channels_test

import (
	"strings"
	"testing"
)

func TestUnusualFrames(t *testing.T) {
	long := strings.Repeat("x", 10<<10)
	numbers := strings.Repeat("1,", 30_000) + "1"
	play(t, v2, []script{
		{"6 and more elements: extras ignored", `
			-> [null,"1","phoenix","heartbeat",{},6,` + numbers + `]
			<- [null,"1","phoenix","phx_reply",{"response":{},"status":"ok"}]`},
		{"numeric refs: echoed as numbers", `
			-> [1,1,"room:a","phx_join",{}]
			<- [1,1,"room:a","phx_reply",{"response":{},"status":"ok"}]
			-> [1,2.50,"room:a","push",{}]
			<- [1,2.50,"room:a","phx_reply",{"response":{},"status":"ok"}]
			<- [1,null,"room:a","hello",{}]`},
		{"refs that are escaped, booleans or GUIDs: echoed as they stand", `
			-> [null,"\u0031\"],","phoenix","heartbeat",{}]
			<- [null,"\u0031\"],","phoenix","phx_reply",{"response":{},"status":"ok"}]
			-> [true,false,"phoenix","heartbeat",{}]
			<- [null,false,"phoenix","phx_reply",{"response":{},"status":"ok"}]
			-> [null,"0e8b7ff6-9a3c-4f0a-8b57-1c1f3f2d9d10","phoenix","heartbeat",{}]
			<- [null,"0e8b7ff6-9a3c-4f0a-8b57-1c1f3f2d9d10","phoenix","phx_reply",{"response":{},"status":"ok"}]`},
		{"ref null: reply carries null", `
			-> [null,null,"phoenix","heartbeat",{}]
			<- [null,null,"phoenix","phx_reply",{"response":{},"status":"ok"}]`},
		{"whitespace between the elements is not echoed", `
			-> [ "1" , "1" , "room:a" , "phx_join" , { } ]
			<- ["1","1","room:a","phx_reply",{"response":{},"status":"ok"}]`},
		{"null topic, or none: unmatched topic, whatever the event", `
			-> [null,"1",null,"phx_join",{}]
			<- [null,"1",null,"phx_reply",{"response":{"reason":"unmatched topic"},"status":"error"}]
			-> ["2","2",{"room":"a"},"phx_leave",{}]
			<- [null,"2",{"room":"a"},"phx_reply",{"response":{"reason":"unmatched topic"},"status":"error"}]
			-> [null,"3",7,"heartbeat",{}]
			<- [null,"3",7,"phx_reply",{"response":{"reason":"unmatched topic"},"status":"error"}]`},
		{"topic phoenix, any other event, also phx_join: unmatched topic", `
			-> ["1","1","phoenix","phx_join",{}]
			<- [null,"1","phoenix","phx_reply",{"response":{"reason":"unmatched topic"},"status":"error"}]
			-> ["1","2","phoenix","phx_leave",{}]
			<- [null,"2","phoenix","phx_reply",{"response":{"reason":"unmatched topic"},"status":"error"}]`},
		{"payload null or array: passed to the handler unchanged", `
			-> ["1","1","room:reply","phx_join",null]
			<- ["1","1","room:reply","phx_reply",{"response":{"welcome":null},"status":"ok"}]
			-> ["1","2","room:reply","echo",[1,2]]
			<- ["1","2","room:reply","phx_reply",{"response":[1,2],"status":"ok"}]`},
		{"a payload of 30,000 elements is passed on", joined + `
			-> ["1","2","room:a","echo",[` + numbers + `]]
			<- ["1","2","room:a","phx_reply",{"response":[` + numbers + `],"status":"ok"}]`},
		{"a payload 9,000 deep is passed on", joined + `
			-> ["1","2","room:a","echo",` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `]
			<- ["1","2","room:a","phx_reply",{"response":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `,"status":"ok"}]`},
		{"__proto__ is a name like others", joined + `
			-> ["1","2","room:a","echo",{"__proto__":1}]
			<- ["1","2","room:a","phx_reply",{"response":{"__proto__":1},"status":"ok"}]`},
		{"a topic of 10 KB: unmatched topic", `
			-> ["1","1","room:` + long + `","phx_join",{}]
			<- [null,"1","room:` + long + `","phx_reply",{"response":{"reason":"unmatched topic"},"status":"error"}]`},
		{"NUL, quotes and commas in a topic stay inside its string", `
			-> ["1","1","room:\u0000\",\n","phx_join",{}]
			<- ["1","1","room:\u0000\",\n","phx_reply",{"response":{},"status":"ok"}]
			-> ["1","2","room:\u0000\",\n","push",{}]
			<- ["1","2","room:\u0000\",\n","phx_reply",{"response":{},"status":"ok"}]
			<- ["1",null,"room:\u0000\",\n","hello",{}]`},
		{"a lone surrogate is U+FFFD, so that two of them are one topic", `
			-> ["1","1","room:\ud800","phx_join",{}]
			<- ["1","1","room:\ud800","phx_reply",{"response":{},"status":"ok"}]
			-> ["2","2","room:\udfff","phx_join",{}]
			<- ["1","1","room:\udfff","phx_close",{}]
			<- ["2","2","room:\udfff","phx_reply",{"response":{},"status":"ok"}]
			-> ["2","3","room:\udfff","push",{}]
			<- ["2","3","room:\udfff","phx_reply",{"response":{},"status":"ok"}]
			<- ["2",null,"room:` + "\ufffd" + `","hello",{}]`},
	})
}
