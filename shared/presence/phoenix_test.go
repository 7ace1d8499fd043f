package presence

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func presenceOf(ref string, rev uint64, meta string) *Presence {
	return &Presence{Ref: ref, Rev: rev, Node: "n", Meta: meta}
}

func TestADiffHasPhoenixShape(t *testing.T) {
	first, second, third := presenceOf("a", 1, `{"v":1}`), presenceOf("a", 2, `{"v":2}`), presenceOf("a", 3, `{}`)
	other := presenceOf("b", 1, `{ "v": 1 }`)
	join := func(p *Presence) Change { return Change{Key: "k", Joined: p} }
	update := func(from, to *Presence) Change { return Change{Key: "k", Left: from, Joined: to} }
	leave := func(p *Presence) Change { return Change{Key: "k", Left: p} }
	for name, test := range map[string]struct {
		changes       []Change
		joins, leaves string
	}{
		"nothing": {nil, ``, ``},
		"a join":  {[]Change{join(first)}, `"k":{"metas":[{"v":1,"node":"n","phx_ref":"a.1"}]}`, ``},
		"an update": {
			[]Change{update(first, second)},
			`"k":{"metas":[{"v":2,"node":"n","phx_ref":"a.2","phx_ref_prev":"a.1"}]}`, `"k":{"metas":[{"v":1,"node":"n","phx_ref":"a.1"}]}`,
		},
		"a leave": {[]Change{leave(second)}, ``, `"k":{"metas":[{"v":2,"node":"n","phx_ref":"a.2","phx_ref_prev":"a.1"}]}`},
		"two updates": {
			[]Change{update(first, second), update(second, third)},
			`"k":{"metas":[{"node":"n","phx_ref":"a.3","phx_ref_prev":"a.2"}]}`, `"k":{"metas":[{"v":1,"node":"n","phx_ref":"a.1"}]}`,
		},
		"joined and updated":     {[]Change{join(first), update(first, third)}, `"k":{"metas":[{"node":"n","phx_ref":"a.3","phx_ref_prev":"a.2"}]}`, ``},
		"came and went":          {[]Change{join(first), leave(first)}, ``, ``},
		"went and came":          {[]Change{leave(first), join(presenceOf("a", 1, `{"v":1}`))}, ``, ``},
		"updated and gone":       {[]Change{update(first, second), leave(second)}, ``, `"k":{"metas":[{"v":1,"node":"n","phx_ref":"a.1"}]}`},
		"two in order":           {[]Change{join(first), join(other)}, `"k":{"metas":[{"v":1,"node":"n","phx_ref":"a.1"},{"v": 1,"node":"n","phx_ref":"b.1"}]}`, ``},
		"one in another's place": {[]Change{leave(first), join(other)}, `"k":{"metas":[{"v": 1,"node":"n","phx_ref":"b.1"}]}`, `"k":{"metas":[{"v":1,"node":"n","phx_ref":"a.1"}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			var d Diff
			d.Add(test.changes)
			if got, want := string(d.AppendJSON(nil)), `{"joins":{`+test.joins+`},"leaves":{`+test.leaves+`}}`; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if got, want := d.Empty(), test.joins+test.leaves == ""; got != want {
				t.Errorf("empty: %v, want %v", got, want)
			}
			d.Reset()
			if !d.Empty() {
				t.Error("not empty after Reset")
			}
		})
	}
}

func TestAStateHasPhoenixShape(t *testing.T) {
	c := newCast()
	if got := string(People{c.roster}.AppendState(nil)); got != `{}` {
		t.Errorf("nobody: got %s", got)
	}
	for _, word := range []string{`a=k"1`, `b=k"1`, `a=k"1`} {
		c.act(word)
	}
	want := `{"k\"1":{"metas":[{"v":2,"node":"n","phx_ref":"a.2","phx_ref_prev":"a.1"},{"v":1,"node":"n","phx_ref":"b.1"}]}}`
	if got := string(People{c.roster}.AppendState(nil)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Whatever a tracker says of these names, the ids win.
func TestAMetaCannotForgeItsIDs(t *testing.T) {
	p := presenceOf("a", 1, `{"phx_ref":"x","node":"y"}`)
	var read map[string]string
	if err := json.Unmarshal(p.appendMeta(nil), &read); err != nil || read["phx_ref"] != "a.1" || read["node"] != "n" {
		t.Errorf("got %v, %v", read, err)
	}
}

func TestAnyCutOfChangesIntoDiffsLeadsAClientToTheSameState(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newCast()
		word := rapid.Custom(func(t *rapid.T) string {
			ref := rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "ref")
			return ref + rapid.SampledFrom([]string{"-", "-", "=k", "=k:x1", "=k:x2", "=k:y1", "=l", "=l:x1", "="}).Draw(t, "row")
		})
		for _, w := range rapid.SliceOf(word).Draw(t, "before") {
			c.act(w)
		}
		c.take()
		client := phoenixClient{}
		client.state(t, string(People{c.roster}.AppendState(nil)))

		var d Diff
		for _, w := range rapid.SliceOf(word).Draw(t, "after") {
			c.act(w)
			d.Add(c.take())
			if rapid.Bool().Draw(t, "cut") {
				client.diff(t, string(d.AppendJSON(nil)))
				d.Reset()
			}
		}
		client.diff(t, string(d.AppendJSON(nil)))
		client.equals(t, string(People{c.roster}.AppendState(nil)))
		client.state(t, string(People{c.roster}.AppendState(nil))) // it joined again
		client.equals(t, string(People{c.roster}.AppendState(nil)))
	})
}

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
