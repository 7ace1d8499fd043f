package shop

import (
	"testing"

	"footfall/shared/redisconn"
	"footfall/shared/redistest"
)

// A cluster's client may send a script twice.
func TestAStockScriptThatIsSentTwiceCountsOnce(t *testing.T) {
	redistest.Each(t, func(t *testing.T, server *redistest.Server) {
		s := NewStore(server.OpenWith(t, redisconn.Config{Prefix: "p:"}))
		c := Catalogue{{ID: 1, Items: []Item{{ID: 1, ProductID: 1}}}}
		if _, err := s.Seed(t.Context(), c, 2); err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			op, how      string
			number, want int64
		}{
			{"a", "to", 10, 10}, {"b", "by", 3, 13}, {"b", "by", 3, 13}, {"c", "by", 3, 16}, {"a", "to", 10, 16},
		} {
			keys := []string{keyItems, keyStock, keySeq, channel, keyOp(tt.op)}
			reply, err := s.run(t.Context(), stockScript, keys, []any{1, tt.how, tt.number, MaxAvailable, opTTL.Milliseconds()}).Slice()
			if err != nil || reply[0] != "done" || reply[1] != tt.want {
				t.Errorf("%+v: got %v, %v", tt, reply, err)
			}
			if ttl := s.conn.Reads().PTTL(t.Context(), s.conn.Key(keyOp(tt.op))).Val(); ttl <= 0 || ttl > opTTL {
				t.Errorf("%+v: the mark stays for %v", tt, ttl)
			}
		}
		if seq := s.conn.Reads().Get(t.Context(), s.conn.Key(keySeq)).Val(); seq != "4" {
			t.Errorf("%s messages, want 4", seq)
		}
	})
}

// The shop must not fade away.
func TestNothingOfTheShopExpires(t *testing.T) {
	redistest.Each(t, func(t *testing.T, server *redistest.Server) {
		s := NewStore(server.Open(t))
		if _, err := s.Seed(t.Context(), Catalogue{{ID: 1, Items: []Item{{ID: 1, ProductID: 1}}}}, 2); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Release(t.Context(), []int{1}); err != nil {
			t.Fatal(err)
		}
		if err := s.SetStock(t.Context(), 1, 1); err != nil {
			t.Fatal(err)
		}
		if end, err := s.Purchase(t.Context(), "handle", 1, []int{1}); err != nil || len(end.Sold) != 1 {
			t.Fatal(end, err)
		}
		for _, key := range []string{keyOrders, keyProducts, keyItems, keyReleased, keyStock, keySeq} {
			if ttl := s.conn.Reads().TTL(t.Context(), key).Val(); ttl != -1 {
				t.Errorf("%s: got %v, want a key without a TTL", key, ttl)
			}
		}
	})
}
