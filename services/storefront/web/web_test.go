package web

import (
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

var update = flag.Bool("update", false, "write testdata/*.html, which the script's tests read")

var whole = fstest.MapFS{
	"dist/placeholder":         {Data: []byte("kept")},
	"dist/.vite/manifest.json": {Data: []byte(`{"src/main.ts":{"file":"assets/main-1.js","css":["assets/main-1.css"]}}`)},
	"dist/assets/main-1.js":    {Data: []byte("run()")},
	"dist/assets/main-1.css":   {Data: []byte("body{}")},
}

var bare = fstest.MapFS{"dist/placeholder": {Data: []byte("kept")}}

func TestScriptAndStyleAreFoundInTheManifest(t *testing.T) {
	got, err := paths(whole)
	if want := (AssetPaths{JS: "/assets/main-1.js", CSS: "/assets/main-1.css"}); err != nil || got != want {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}

func TestABinaryWithoutPagesSaysSo(t *testing.T) {
	if _, err := paths(bare); !errors.Is(err, ErrNotBuilt) {
		t.Errorf("got %v, want ErrNotBuilt", err)
	}
}

func TestABrokenManifestIsAnError(t *testing.T) {
	broken := fstest.MapFS{"dist/.vite/manifest.json": {Data: []byte("{")}}
	if _, err := paths(broken); err == nil || errors.Is(err, ErrNotBuilt) {
		t.Errorf("got %v, want the reason", err)
	}
}

// shown is a page with every state that the script has to deal with.
func shown() ListPage {
	sizes := []ItemView{{ID: 1, Size: "6", Level: "high"}, {ID: 2, Size: "6.5", Level: "low", InCart: true}, {ID: 3, Size: "7", Level: "out"}}
	return ListPage{
		Time: "10:42:07 UTC",
		Page: Page{
			Title: "Footfall", CartID: strings.Repeat("c", 64),
			Assets: AssetPaths{JS: "/assets/main-1.js", CSS: "/assets/main-1.css"},
			Cart: CartView{
				Items:    []LineView{{ID: 2, Name: "Tideline", Brand: "Marram", Size: "6.5", Image: "/pictures/FF-1000.svg", PriceUSD: 120, Released: true}},
				Subtotal: 120, Count: 1, SupportCode: "7F3A-9C21",
			},
		},
		Products: []ProductView{
			{ID: 1, Name: "Tideline", Brand: "Marram", Color: "sea glass", Image: "/pictures/FF-1000.svg", PriceUSD: 120, Released: true, Items: sizes},
			{ID: 2, Name: "Highwater", Brand: "Ostrel", Color: "brick", Image: "/pictures/FF-1100.svg", PriceUSD: 95, Items: []ItemView{{ID: 14, Size: "6", Level: "medium"}, {ID: 15, Size: "6.5", Level: "out"}}},
		},
	}
}

func TestTheScriptIsTestedOnThePagesAsRendered(t *testing.T) {
	for name, data := range map[string]any{
		"list":     shown(),
		"checkout": CheckoutPage{Page: shown().Page, Version: 3, Serialized: "token-3"},
	} {
		kept, html := "testdata/"+name+".html", render(t, name, data)
		if *update {
			if err := os.WriteFile(kept, []byte(html), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(kept)
		if err != nil {
			t.Fatal(err)
		}
		if html != string(want) {
			t.Errorf("%s is not what the templates make: run go test -update", kept)
		}
	}
}

func TestTheListIsTitledFootfall_seed01(t *testing.T) {
	if html := render(t, "list", shown()); !strings.Contains(html, "<title>Footfall</title>") {
		t.Errorf("no such title in\n%s", html)
	}
}

func TestAnUnreleasedShoeShowsNoSizeToPress_seed02(t *testing.T) {
	page := shown()
	page.Products = page.Products[1:]
	html := withoutPatterns(render(t, "list", page))
	if !strings.Contains(html, "coming soon...") || strings.Contains(html, "size-container") {
		t.Errorf("want only coming soon in\n%s", html)
	}
}

func TestAReleasedShoeShowsEverySizeWithItsLevel_seed03_35(t *testing.T) {
	page := shown()
	page.Products = page.Products[:1]
	html := render(t, "list", page)
	for _, want := range []string{
		`<form class="size-container" method="post" action="/cart/items"`,
		`size-container__entry--level-high" name="item_id" value="1"`,
		`size-container__entry--level-low size-container__entry--in-cart" name="item_id" value="2"`,
		`size-container__entry--level-out" name="item_id" value="3" data-size="7" type="button" aria-disabled="true"`,
		"Plenty", "In cart", "Sold out",
	} {
		if !strings.Contains(html, want) {
			t.Errorf("missing %q in\n%s", want, html)
		}
	}
}

func TestPagesEscapeWhatTheyAreGiven(t *testing.T) {
	hostile := `"><script>alert(1)</script>`
	page := shown()
	page.Title, page.Notice, page.CartID, page.Cart.SupportCode = hostile, hostile, hostile, hostile
	page.Products[0].Name, page.Products[0].Color, page.Products[0].Image = hostile, hostile, hostile
	page.Cart.Items[0].Name, page.Cart.Items[0].Size = hostile, hostile
	message := MessagePage{Page: page.Page, Heading: hostile, Text: hostile}
	for name, html := range map[string]string{"list": render(t, "list", page), "message": render(t, "message", message)} {
		if strings.Contains(html, "<script>") {
			t.Errorf("%s: markup got through:\n%s", name, html)
		}
	}
}

func TestPagesHoldNoInlineScriptOrStyle(t *testing.T) {
	page := shown()
	for name, data := range map[string]any{"list": page, "checkout": CheckoutPage{Page: page.Page}, "complete": CompletePage{Page: page.Page}, "privacy": page.Page, "message": MessagePage{Page: page.Page}} {
		html := render(t, name, data)
		for _, unwanted := range []string{" style=", "<style", " onclick=", "javascript:", "<script>"} {
			if strings.Contains(html, unwanted) {
				t.Errorf("%s: unexpected %q", name, unwanted)
			}
		}
	}
}

func TestAPageWithoutACartHasNoPanel(t *testing.T) {
	html := render(t, "message", MessagePage{Page: Page{Title: "Not found"}, Heading: "Not found", Text: "No such page."})
	for _, unwanted := range []string{"cart-container", "data-cart-id", "<script", "stylesheet"} {
		if strings.Contains(html, unwanted) {
			t.Errorf("unexpected %q in\n%s", unwanted, html)
		}
	}
}

// withoutPatterns drops what the browser does not show until the script clones it.
func withoutPatterns(html string) string {
	for {
		before, rest, found := strings.Cut(html, "<template")
		if !found {
			return html
		}
		_, after, _ := strings.Cut(rest, "</template>")
		html = before + after
	}
}

func render(t *testing.T, name string, data any) string {
	t.Helper()
	templates, err := Templates()
	if err != nil {
		t.Fatal(err)
	}
	var html strings.Builder
	if err := templates.ExecuteTemplate(&html, name, data); err != nil {
		t.Fatal(err)
	}
	return html.String()
}
