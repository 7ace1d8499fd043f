package presence

import (
	"encoding/json"
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
			told := max(strings.Count(test.joins, `"phx_ref"`), strings.Count(test.leaves, `"phx_ref"`))
			if name == "one in another's place" {
				told = 2
			}
			if got := d.Len(); got != told {
				t.Errorf("tells of %d connections, want %d", got, told)
			}
			d.Reset()
			if d.Len() > 0 {
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

func TestAStateHasEverybodyAndFitsIntoTheRoomMadeForIt(t *testing.T) {
	for _, people := range []int{1, fetched - 1, fetched, fetched + 1, 2*fetched + 7} {
		s := benchSnapshot(people)
		s.rows[benchRef(people)] = encodeRow(benchKey(0), 1e18, benchMeta(people))
		p := People{benchPicture(s, nil).people}
		state := p.AppendState(nil)
		var read map[string]struct{ Metas []any }
		if err := json.Unmarshal(state, &read); err != nil {
			t.Fatal(err)
		}
		if len(read) != people || len(read[benchKey(0)].Metas) != 2 {
			t.Errorf("of %d people %d are told, the first with %d of 2 metas", people, len(read), len(read[benchKey(0)].Metas))
		}
		if size := p.stateSize(); len(state) > size {
			t.Errorf("%d people take %d bytes, in room for %d", people, len(state), size)
		}
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
