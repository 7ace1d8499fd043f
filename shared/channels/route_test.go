package channels_test

import (
	"context"
	"encoding/json"
	"testing"
	"testing/synctest"

	"footfall/shared/channels"
)

// named answers a join with a word.
type named string

func (n named) Join(context.Context, json.RawMessage) (any, error) {
	return map[string]string{"route": string(n)}, nil
}

func (named) Handle(context.Context, string, json.RawMessage) (any, error) { return nil, nil }
func (named) Refresh(context.Context) []channels.Message                   { return nil }
func (named) Leave()                                                       {}

func TestTheFirstRouteThatMatchesWins(t *testing.T) {
	var routes []channels.Route
	for _, pattern := range []string{"admin:cart_tracker", "food*", "foo*", "foot:1"} {
		routes = append(routes, channels.Route{Pattern: pattern, New: func(*channels.Channel) channels.Handler { return named(pattern) }})
	}
	synctest.Test(t, func(t *testing.T) {
		c := open(t, channels.Config{Routes: routes}).connect(v2)
		for topic, route := range map[string]string{
			"admin:cart_tracker": "admin:cart_tracker", "food:1": "food*", "food": "food*", "foot:1": "foo*", "foo": "foo*",
		} {
			c.send(`["1","1","` + topic + `","phx_join",{}]`)
			c.want(`["1","1","` + topic + `","phx_reply",{"response":{"route":"` + route + `"},"status":"ok"}]`)
		}
		for _, topic := range []string{"admin:cart_tracker2", "admin:", "fo", "", "*", "xfoo"} {
			c.send(`["1","1","` + topic + `","phx_join",{}]`)
			c.want(`[null,"1","` + topic + `","phx_reply",{"response":{"reason":"unmatched topic"},"status":"error"}]`)
		}
	})
}
