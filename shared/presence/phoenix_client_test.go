package presence

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// phoenixClient is what a Phoenix client keeps: the metas of each key. It does
// what is known of the JavaScript client: the identity of a meta is its
// phx_ref, joins come before leaves, and what it does not know cannot leave.
type phoenixClient map[string][]phoenixMeta

type phoenixMeta map[string]any

type phoenixState map[string]struct {
	Metas []phoenixMeta `json:"metas"`
}

func readPhoenix[T any](t *rapid.T, text string) (read T) {
	if err := json.Unmarshal([]byte(text), &read); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return read
}

func (c phoenixClient) state(t *rapid.T, text string) {
	news := readPhoenix[phoenixState](t, text)
	joins, leaves := phoenixClient{}, phoenixClient{}
	for key, metas := range c {
		if left := without(metas, news[key].Metas); len(left) > 0 {
			leaves[key] = left
		}
	}
	for key, presence := range news {
		if joined := without(presence.Metas, c[key]); len(joined) > 0 {
			joins[key] = joined
		}
	}
	c.sync(joins, leaves)
}

func (c phoenixClient) diff(t *rapid.T, text string) {
	read := readPhoenix[struct{ Joins, Leaves phoenixState }](t, text)
	if read.Joins == nil || read.Leaves == nil {
		t.Fatalf("a half is missing: %s", text)
	}
	joins, leaves := phoenixClient{}, phoenixClient{}
	for key, presence := range read.Joins {
		joins[key] = presence.Metas
	}
	for key, presence := range read.Leaves {
		leaves[key] = presence.Metas
	}
	c.sync(joins, leaves)
}

func (c phoenixClient) sync(joins, leaves phoenixClient) {
	for key, metas := range joins {
		c[key] = append(without(c[key], metas), metas...)
	}
	for key, metas := range leaves {
		if c[key] = without(c[key], metas); len(c[key]) == 0 {
			delete(c, key)
		}
	}
}

func without(metas, others []phoenixMeta) []phoenixMeta {
	return slices.DeleteFunc(slices.Clone(metas), func(m phoenixMeta) bool {
		return slices.ContainsFunc(others, func(o phoenixMeta) bool { return o["phx_ref"] == m["phx_ref"] })
	})
}

// equals compares the metas of each key, in any order.
func (c phoenixClient) equals(t *rapid.T, text string) {
	want := phoenixClient{}
	for key, presence := range readPhoenix[phoenixState](t, text) {
		want[key] = presence.Metas
	}
	order := func(of phoenixClient) {
		for _, metas := range of {
			slices.SortFunc(metas, func(a, b phoenixMeta) int {
				return strings.Compare(fmt.Sprint(a["phx_ref"]), fmt.Sprint(b["phx_ref"]))
			})
		}
	}
	order(c)
	order(want)
	if !reflect.DeepEqual(c, want) {
		t.Fatalf("the client has %v\nwant %v", c, want)
	}
}
