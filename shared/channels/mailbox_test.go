package channels

import (
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A mailbox is compared with a plain list of what should be in it.
func TestAMailboxIsAListWithBounds(t *testing.T) {
	chans := []*Channel{{topic: "a"}, {topic: "b"}, {topic: "c"}}
	rapid.Check(t, func(t *rapid.T) {
		var box mailbox
		var list []item
		size := func(of func(item) *frame) int {
			sum := 0
			for _, it := range list {
				if f := of(it); f != nil {
					sum += f.size()
				}
			}
			return sum
		}
		t.Repeat(map[string]func(*rapid.T){
			"push": func(t *rapid.T) {
				payload := make(json.RawMessage, rapid.IntRange(0, 300<<10).Draw(t, "bytes"))
				it := item{channel: rapid.SampledFrom(chans).Draw(t, "channel"), push: &outgoing{frame: frame{payload: payload}}}
				if box.fits(it.push) {
					box.add(it)
					list = append(list, it)
				}
			},
			"frame": func(t *rapid.T) {
				it := item{frame: &frame{payload: make(json.RawMessage, rapid.IntRange(0, 40<<10).Draw(t, "bytes"))}}
				if !box.full() {
					box.add(it)
					list = append(list, it)
				}
			},
			"ask": func(t *rapid.T) {
				it := item{channel: rapid.SampledFrom(chans).Draw(t, "channel"), refresh: true}
				box.add(it)
				list = append(list, it)
			},
			"take": func(t *rapid.T) {
				it, ok := box.take()
				if ok != (len(list) > 0) || ok && it != list[0] {
					t.Fatalf("took %v, %v", it, ok)
				}
				if ok {
					list = list[1:]
				}
			},
			"drop": func(t *rapid.T) {
				of := rapid.SampledFrom(append(chans, nil)).Draw(t, "of")
				dropped := func(it item) bool { return it.push != nil && (of == nil || it.channel == of) }
				lost := box.drop(of)
				for _, it := range list {
					if dropped(it) && !slices.Contains(lost, it.channel) {
						t.Fatalf("channel %s lost a push and was not named", it.channel.topic)
					}
				}
				list = slices.DeleteFunc(slices.Clone(list), dropped)
			},
			"": func(t *rapid.T) {
				frames := size(func(it item) *frame { return it.frame })
				pushes := size(func(it item) *frame {
					if it.push == nil {
						return nil
					}
					return &it.push.frame
				})
				if box.unhandled != frames || box.unwritten != pushes || !slices.Equal(box.items, list) {
					t.Fatalf("counts %d and %d bytes of %d items, want %d and %d of %d",
						box.unhandled, box.unwritten, len(box.items), frames, pushes, len(list))
				}
				if pushes > 1<<20 || frames > 128<<10 {
					t.Fatalf("%d bytes of pushes and %d of frames wait", pushes, frames)
				}
			},
		})
	})
}
