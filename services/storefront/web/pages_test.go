package web

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestTheTillSaysWhatIsBoughtAndWhatIsInTheWay(t *testing.T) {
	c := CartView{Subtotal: 215, Items: []LineView{
		{ID: 1, Name: "Tideline", Size: "6", Released: true},
		{ID: 14, Name: "Highwater", Size: "6"},
		{ID: 2, Name: "Tideline", Size: "6.5", Released: true, OutOfStock: true},
	}}
	want := []string{"Highwater, size 6: Not released yet", "Tideline, size 6.5: Sorry, this shoe is sold out"}
	if got := c.InTheWay(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := c.Sum()+"; "+c.Till(), "2 items, $215; Some items not available"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

type blockedCase struct {
	Name  string
	Items []struct {
		Released   bool
		OutOfStock bool `json:"out_of_stock"`
	}
	States  []string
	Blocked string
}

// blocked is the table that the script's tests read too: both must agree.
func blocked(t *testing.T) (table []blockedCase) {
	t.Helper()
	raw, err := os.ReadFile("testdata/blocked.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &table); err != nil || len(table) == 0 {
		t.Fatalf("got %d rows, %v", len(table), err)
	}
	return table
}

func TestACartThatCannotBeBoughtSaysWhy(t *testing.T) {
	for _, tt := range blocked(t) {
		t.Run(tt.Name, func(t *testing.T) {
			page := shown()
			page.Cart.Items = nil
			for i, item := range tt.Items {
				line := LineView{Released: item.Released, OutOfStock: item.OutOfStock}
				if got := line.State(); got != tt.States[i] {
					t.Errorf("line %d: got %q, want %q", i, got, tt.States[i])
				}
				page.Cart.Items = append(page.Cart.Items, line)
			}
			if got := page.Cart.Blocked(); got != tt.Blocked {
				t.Errorf("got %q, want %q", got, tt.Blocked)
			}
			html := withoutPatterns(render(t, "list", page))
			if got := strings.Contains(html, `href="/checkout"`); got != (tt.Blocked == "") {
				t.Errorf("link to the checkout: %v in\n%s", got, html)
			}
		})
	}
}

func TestASizeInTheCartSaysSoUnlessItIsSoldOut(t *testing.T) {
	for _, tt := range []struct {
		size ItemView
		want string
	}{
		{ItemView{Level: "low"}, "Few left"},
		{ItemView{Level: "low", Last: true}, "Last one"},
		{ItemView{Level: "low", Last: true, InCart: true}, "In cart"},
		{ItemView{Level: "out", InCart: true}, "Sold out"},
	} {
		if got := tt.size.State(); got != tt.want {
			t.Errorf("%+v: got %q, want %q", tt.size, got, tt.want)
		}
	}
}

func TestEveryErrorOfTheCartHasASentence(t *testing.T) {
	if got := Notice(""); got != "" {
		t.Errorf("no error: got %q", got)
	}
	codes := []string{"duplicate_item", "not_found", "unknown_item", "cart_full", "checkout_pending", "rate_limited", "unavailable", "internal"}
	for _, code := range codes {
		if got := Notice(code); !strings.HasSuffix(got, ".") {
			t.Errorf("%s: got %q", code, got)
		}
	}
}

func TestThePrivacyPageSaysHowLongOrdersAndLogsAreKept(t *testing.T) {
	html := render(t, "privacy", shown().Page)
	for _, want := range []string{"for as long as the shop keeps its books", "for as long as the logs are kept"} {
		if !strings.Contains(html, want) {
			t.Errorf("nothing is said of %q in\n%s", want, html)
		}
	}
}
