package presence

import "testing"

func TestTheNamesInRedisStayWhatTheyAre(t *testing.T) {
	n, err := newNames("carts")
	if err != nil {
		t.Fatal(err)
	}
	for got, want := range map[string]string{
		n.channel(7):            "presence:{carts:7}",
		n.nodes(7):              "presence:{carts:7}:nodes",
		n.rows(7, "NODE"):       "presence:{carts:7}:rows:NODE",
		n.upload(7, "NODE", 12): "presence:{carts:7}:new:NODE:12",
		n.shards():              "presence:carts:shards",
		n.channels(2)[1]:        "presence:{carts:1}",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestATopicThatWouldBreakNamesIsRefused(t *testing.T) {
	for _, topic := range []string{"", "a:b", "a{", "}a"} {
		if _, err := newNames(topic); err == nil {
			t.Errorf("%q: no error", topic)
		}
	}
}
