package shop

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// shelf is a shop of two products with five items each, 10 of each left, at
// seq 5.
func shelf() *Snapshot {
	var c Catalogue
	available := map[int]int{}
	for product := 1; product <= 2; product++ {
		p := Product{ID: product, Order: -product, PriceUSD: 100}
		for item := product * 10; item < product*10+5; item++ {
			p.Items = append(p.Items, Item{ID: item, ProductID: product})
			available[item] = 10
		}
		c = append(c, p)
	}
	s := NewSnapshot(c, available)
	s.seq = 5
	return s
}

func TestOnlyAMessageThatFitsIsBelieved(t *testing.T) {
	tests := []struct {
		name, message string
		ok            bool
		want          string
	}{
		{"the next", `{"v":1,"kind":"stock","seq":6,"stock":[{"item_id":10,"before":10,"after":9}]}`, true, "[{1 10 10 9}]"},
		{"many at once", `{"v":1,"kind":"stock","seq":6,"stock":[{"item_id":10,"before":10,"after":9},{"item_id":20,"before":10,"after":0}]}`, true, "[{1 10 10 9} {2 20 10 0}]"},
		{"a purchase", `{"v":1,"kind":"stock","seq":6,"stock":[{"item_id":10,"before":10,"after":9}],"order":{"handle":"h","version":4,"total_usd":120}}`, true, "[{1 10 10 9} {h 4 [10] 120}]"},
		{"a release", `{"v":1,"kind":"released","seq":6,"product_ids":[2,1]}`, true, "[{2} {1}]"},
		{"with a field from later", `{"v":1,"kind":"released","seq":6,"product_ids":[2],"by":"x"}`, true, "[{2}]"},
		{"an old one", `{"v":1,"kind":"stock","seq":5,"stock":[{"item_id":10,"before":11,"after":10}]}`, true, "[]"},
		{"a gap", `{"v":1,"kind":"stock","seq":7,"stock":[{"item_id":10,"before":10,"after":9}]}`, false, ""},
		{"another number before", `{"v":1,"kind":"stock","seq":6,"stock":[{"item_id":10,"before":9,"after":8}]}`, false, ""},
		{"an unknown item", `{"v":1,"kind":"stock","seq":6,"stock":[{"item_id":99,"before":0,"after":8}]}`, false, ""},
		{"an unknown product", `{"v":1,"kind":"released","seq":6,"product_ids":[1,9]}`, false, ""},
		{"a kind from later", `{"v":1,"kind":"renamed","seq":6}`, false, ""},
		{"a seed", `{"v":1,"kind":"seeded","seq":6}`, false, ""},
		{"a seed after a loss", `{"v":1,"kind":"seeded","seq":1}`, false, ""},
	}
	for _, tt := range tests {
		m, err := decodeMessage(tt.message)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		s := shelf()
		_, events, ok := s.apply(m)
		if ok != tt.ok || ok && fmt.Sprint(events) != tt.want {
			t.Errorf("%s: got %v, %v, want %s, %v", tt.name, events, ok, tt.want, tt.ok)
		}
		if len(s.since(shelf())) != 0 {
			t.Errorf("%s: the snapshot itself has changed", tt.name)
		}
	}
}

func TestAMessageThatIsNoneIsRefused(t *testing.T) {
	for _, text := range []string{"", "x", "[]", `{"v":2,"kind":"seeded","seq":6}`, `{"kind":"stock"}`, `{"v":1,"seq":-1}`, `{"v":1,"seq":"6"}`} {
		if m, err := decodeMessage(text); err == nil {
			t.Errorf("%q: got %+v", text, m)
		}
	}
}

func TestDifferencesAreToldAsWhatHappened(t *testing.T) {
	tests := []struct {
		name   string
		change func(c Catalogue, available map[int]int) Catalogue
		want   string
	}{
		{"nothing", func(c Catalogue, _ map[int]int) Catalogue { return c }, "[]"},
		{"stock", func(c Catalogue, a map[int]int) Catalogue { a[11] = 0; return c }, "[{1 11 10 0}]"},
		{"a release", func(c Catalogue, _ map[int]int) Catalogue { c[1].Released = true; return c }, "[{1}]"},
		{"a product less", func(c Catalogue, _ map[int]int) Catalogue { return c[1:] }, "[{}]"},
		{"another price, and stock", func(c Catalogue, a map[int]int) Catalogue { c[0].PriceUSD, a[20] = 1, 3; return c }, "[{} {2 20 10 3}]"},
		{"a new item with stock", func(c Catalogue, a map[int]int) Catalogue {
			c[0].Items, a[30] = append(slices.Clone(c[0].Items), Item{ID: 30}), 7
			return c
		}, "[{}]"},
	}
	for _, tt := range tests {
		old := shelf()
		available := map[int]int{}
		for item := range old.places {
			available[item] = 10
		}
		c := tt.change(slices.Clone(old.products), available)
		if got := fmt.Sprint(NewSnapshot(c, available).since(old)); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
	released := slices.Clone(shelf().products)
	released[0].Released = true
	if got := NewSnapshot(released, nil).since(NewSnapshot(released, nil)); len(got) != 0 {
		t.Errorf("released before and after: got %v", got)
	}
	if got := shelf().since(NewSnapshot(released, nil)); len(got) == 0 || got[0] != Event(Renewed{}) {
		t.Errorf("a release taken back: got %v", got)
	}
}

// Whoever only listens knows what the truth is, whatever messages were lost.
func TestEventsAloneTellTheTruth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		truth, copied := shelf(), shelf()
		stock, released := map[int]int{}, map[int]bool{}
		for range rapid.IntRange(1, 30).Draw(t, "changes") {
			m := drawMessage(t, truth)
			truth, _, _ = truth.apply(m)
			if rapid.IntRange(0, 3).Draw(t, "lost") == 0 {
				continue
			}
			next, events, ok := copied.apply(m)
			if !ok {
				next, events = truth, truth.since(copied)
			}
			copied = next
			hear(events, stock, released)
		}
		hear(truth.since(copied), stock, released)
		for item := range truth.places {
			if left, told := stock[item]; told && left != truth.Available(item) || !told && truth.Available(item) != 10 {
				t.Fatalf("item %d: told %d, %v, want %d", item, left, told, truth.Available(item))
			}
		}
		for _, p := range truth.Products() {
			if released[p.ID] != p.Released {
				t.Fatalf("product %d: told %v", p.ID, released[p.ID])
			}
		}
	})
}

func drawMessage(t *rapid.T, truth *Snapshot) message {
	m := message{V: 1, Seq: truth.seq + 1, Kind: kindReleased, ProductIDs: []int{rapid.IntRange(1, 2).Draw(t, "product")}}
	if rapid.Bool().Draw(t, "stock") {
		item := rapid.SampledFrom([]int{10, 11, 20, 21}).Draw(t, "item")
		m.Kind = kindStock
		m.Stock = []stockChange{{item, truth.Available(item), rapid.IntRange(0, 700).Draw(t, "after")}}
	}
	return m
}

func hear(events []Event, stock map[int]int, released map[int]bool) {
	for _, event := range events {
		switch e := event.(type) {
		case Released:
			released[e.ProductID] = true
		case StockChanged:
			stock[e.ItemID] = e.Available
		}
	}
}

func BenchmarkAChangeOfStock(b *testing.B) {
	s := shelf()
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		next, _, ok := s.apply(message{Seq: s.seq + 1, Kind: kindStock, Stock: []stockChange{{10, s.Available(10), n}}})
		if !ok {
			b.Fatal("refused")
		}
		s = next
	}
}
