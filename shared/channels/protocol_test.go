package channels_test

import (
	"fmt"
	"testing"
	"testing/synctest"

	"footfall/shared/channels"
)

// script is one row of a table: what is sent, and exactly what comes back.
type script struct{ name, lines string }

func play(t *testing.T, query string, rows []script) {
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { open(t, channels.Config{}).connect(query).play(row.lines) })
		})
	}
}

func TestFramesOfVersion2(t *testing.T) {
	play(t, v2, []script{
		{"heartbeat", `
			-> [null,"5","phoenix","heartbeat",{}]
			<- [null,"5","phoenix","phx_reply",{"response":{},"status":"ok"}]`},
		{"join ok, push, push reply ok without data", `
			-> ["3","3","room:a","phx_join",{"pres":"u1"}]
			<- ["3","3","room:a","phx_reply",{"response":{},"status":"ok"}]
			-> ["3","4","room:a","shout",{"b":1}]
			<- ["3","4","room:a","phx_reply",{"response":{},"status":"ok"}]
			<- [null,null,"room:a","msg",{"b":1}]`},
		{"join ok with data", `
			-> ["3","3","room:reply","phx_join",{"p":1}]
			<- ["3","3","room:reply","phx_reply",{"response":{"welcome":{"p":1}},"status":"ok"}]`},
		{"join refused", `
			-> ["1","1","room:deny","phx_join",{"deny":1}]
			<- ["1","1","room:deny","phx_reply",{"response":{"reason":"unauthorized"},"status":"error"}]`},
		{"join handler crashed", `
			-> ["2","2","room:raise","phx_join",{}]
			<- ["2","2","room:raise","phx_reply",{"response":{"reason":"join crashed"},"status":"error"}]`},
		{"no such topic: join_ref is null", `
			-> ["1","1","nope","phx_join",{}]
			<- [null,"1","nope","phx_reply",{"response":{"reason":"unmatched topic"},"status":"error"}]`},
		{"push reply error, by contract with an error instead of a reason", `
			-> ["3","3","room:a","phx_join",{}]
			<- ["3","3","room:a","phx_reply",{"response":{},"status":"ok"}]
			-> ["3","6","room:a","nope",{}]
			<- ["3","6","room:a","phx_reply",{"response":{"error":"nope"},"status":"error"}]`},
		{"push to one client: its join_ref, no ref", `
			-> ["4","4","room:x","phx_join",{}]
			<- ["4","4","room:x","phx_reply",{"response":{},"status":"ok"}]
			-> ["4","5","room:x","push",{"a":1}]
			<- ["4","5","room:x","phx_reply",{"response":{},"status":"ok"}]
			<- ["4",null,"room:x","hello",{"a":1}]`},
		{"leave reply, then close", `
			-> ["3","3","room:a","phx_join",{}]
			<- ["3","3","room:a","phx_reply",{"response":{},"status":"ok"}]
			-> ["3","13","room:a","phx_leave",{}]
			<- ["3","13","room:a","phx_reply",{"response":{},"status":"ok"}]
			<- ["3","3","room:a","phx_close",{}]`},
		{"leave of a topic not joined: ok, join_ref echoed", `
			-> ["1","3","nope","phx_leave",{}]
			<- ["1","3","nope","phx_reply",{"response":{},"status":"ok"}]`},
		{"channel closed by server: nothing of it afterwards", `
			-> ["4","4","room:c2","phx_join",{}]
			<- ["4","4","room:c2","phx_reply",{"response":{},"status":"ok"}]
			-> ["4","5","room:c2","stop",{}]
			<- ["4","5","room:c2","phx_reply",{"response":{},"status":"ok"}]
			<- ["4","4","room:c2","phx_close",{}]`},
		{"channel crashed", `
			-> ["1","1","room:c1","phx_join",{}]
			<- ["1","1","room:c1","phx_reply",{"response":{},"status":"ok"}]
			-> ["1",null,"room:c1","crash",{}]
			<- ["1","1","room:c1","phx_error",{"reason":"channel_crash"}]`},
	})
}

func TestFramesOfVersion1(t *testing.T) {
	rows := []script{
		{"heartbeat", `
			-> {"topic":"phoenix","event":"heartbeat","payload":{},"ref":"1"}
			<- {"event":"phx_reply","payload":{"response":{},"status":"ok"},"ref":"1","topic":"phoenix"}`},
		{"join without join_ref, broadcast", `
			-> {"topic":"room:a","event":"phx_join","payload":{},"ref":"2"}
			<- {"event":"phx_reply","payload":{"response":{},"status":"ok"},"ref":"2","topic":"room:a"}
			-> {"topic":"room:a","event":"shout","payload":{"q":1},"ref":"3"}
			<- {"event":"phx_reply","payload":{"response":{},"status":"ok"},"ref":"3","topic":"room:a"}
			<- {"event":"msg","payload":{"q":1},"ref":null,"topic":"room:a"}`},
		{"a crash has the ref of the join, null where there was no join_ref", `
			-> {"topic":"room:a","event":"phx_join","payload":{},"ref":"2"}
			<- {"event":"phx_reply","payload":{"response":{},"status":"ok"},"ref":"2","topic":"room:a"}
			-> {"topic":"room:a","event":"crash","payload":{},"ref":null}
			<- {"event":"phx_error","payload":{"reason":"channel_crash"},"ref":null,"topic":"room:a"}`},
		{"so has a close", `
			-> {"topic":"room:a","event":"phx_join","payload":{},"ref":"2"}
			<- {"event":"phx_reply","payload":{"response":{},"status":"ok"},"ref":"2","topic":"room:a"}
			-> {"topic":"room:a","event":"phx_leave","payload":{},"ref":"3"}
			<- {"event":"phx_reply","payload":{"response":{},"status":"ok"},"ref":"3","topic":"room:a"}
			<- {"event":"phx_close","payload":{},"ref":null,"topic":"room:a"}`},
		{"with a join_ref a close has it, and no frame names it", `
			-> {"topic":"room:a","event":"phx_join","payload":{},"ref":"2","join_ref":"2"}
			<- {"event":"phx_reply","payload":{"response":{},"status":"ok"},"ref":"2","topic":"room:a"}
			-> {"topic":"room:a","event":"phx_leave","payload":{},"ref":"3","join_ref":"2"}
			<- {"event":"phx_reply","payload":{"response":{},"status":"ok"},"ref":"3","topic":"room:a"}
			<- {"event":"phx_close","payload":{},"ref":"2","topic":"room:a"}`},
		{"joined without join_ref, a push with one is dropped", `
			-> {"topic":"room:a","event":"phx_join","payload":{},"ref":"2"}
			<- {"event":"phx_reply","payload":{"response":{},"status":"ok"},"ref":"2","topic":"room:a"}
			-> {"topic":"room:a","event":"echo","payload":{},"ref":"3","join_ref":"2"}`},
		{"unknown keys are ignored, and so are names in another case", `
			-> {"TOPIC":"room:b","topic":"room:a","x":[],"event":"phx_join","payload":{},"ref":"2","Ref":"9"}
			<- {"event":"phx_reply","payload":{"response":{},"status":"ok"},"ref":"2","topic":"room:a"}`},
	}
	play(t, v1, rows)
	play(t, "", rows)
}

func TestThe101stChannelIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(t, channels.Config{}).connect(v2)
		for i := range 100 {
			c.send(fmt.Sprintf(`["%d","%d","room:m%d","phx_join",{}]`, i, i, i))
			c.want(fmt.Sprintf(`["%d","%d","room:m%d","phx_reply",{"response":{},"status":"ok"}]`, i, i, i))
		}
		c.play(`
			-> ["101","101","room:m101","phx_join",{}]
			<- ["101","101","room:m101","phx_reply",{"response":{"reason":"too many channels joined"},"status":"error"}]
			-> ["0","102","room:m0","phx_leave",{}]
			<- ["0","102","room:m0","phx_reply",{"response":{},"status":"ok"}]
			<- ["0","0","room:m0","phx_close",{}]
			-> ["103","103","room:m101","phx_join",{}]
			<- ["103","103","room:m101","phx_reply",{"response":{},"status":"ok"}]`)
	})
}

func TestARouteMayAllowFewerChannels(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &site{}
		few := channels.Route{Pattern: "room:few*", Most: 2, New: func(c *channels.Channel) channels.Handler { return s.newRoom(c) }}
		*s = *open(t, channels.Config{Routes: []channels.Route{few, {Pattern: "room:*", New: few.New}}})
		s.connect(v2).play(`
			-> ["1","1","room:few1","phx_join",{}]
			<- ["1","1","room:few1","phx_reply",{"response":{},"status":"ok"}]
			-> ["2","2","room:few2","phx_join",{}]
			<- ["2","2","room:few2","phx_reply",{"response":{},"status":"ok"}]
			-> ["3","3","room:few3","phx_join",{}]
			<- ["3","3","room:few3","phx_reply",{"response":{"reason":"too many channels joined"},"status":"error"}]
			-> ["4","4","room:few2","phx_join",{}]
			<- ["2","2","room:few2","phx_close",{}]
			<- ["4","4","room:few2","phx_reply",{"response":{},"status":"ok"}]
			-> ["5","5","room:a","phx_join",{}]
			<- ["5","5","room:a","phx_reply",{"response":{},"status":"ok"}]`)
	})
}
