package shop_test

import (
	"encoding/json"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"footfall/shared/shop"
)

// shown is the text, or <none>.
func shown(s *string) string {
	if s == nil {
		return "<none>"
	}
	return *s
}

func TestAPageIsAPathAndAnythingElseIsNone(t *testing.T) {
	tests := []struct{ said, want string }{
		{"/", "/"},
		{"/test", "/test"},
		{"/bench/1", "/bench/1"},
		{"page", "page"},
		{"/checkout?serialized_cart=f1.secret", "/checkout"},
		{"/checkout#form", "/checkout"},
		{"/a#b?c", "/a"},
		{"/a?b#c", "/a"},
		{"<img id=pwn src=x onerror=alert(1)>", "<img id=pwn src=x onerror=alert(1)>"},
		{"/é/日本", "/é/日本"},
		{"/" + strings.Repeat("a", shop.MaxPage-1), "/" + strings.Repeat("a", shop.MaxPage-1)},
		{"/a?" + strings.Repeat("q", 10_000), "/a"},
		{"", "<none>"},
		{"?a=b", "<none>"},
		{"#top", "<none>"},
		{"/" + strings.Repeat("a", shop.MaxPage), "<none>"},
		{"/\xff", "<none>"},
		{"/a\x00", "<none>"},
		{"/a\nb", "<none>"},
		{"/a\x7f", "<none>"},
		{"/a\u0085", "<none>"},
	}
	for _, tt := range tests {
		if got := shown(shop.Page(tt.said)); got != tt.want {
			t.Errorf("%.40q: got %.40q, want %.40q", tt.said, got, tt.want)
		}
	}
}

// What is kept of a long text is the path only.
func TestAPageDoesNotKeepWhatWasSaid(t *testing.T) {
	pages := make([]*string, 500)
	before := heap()
	for i := range pages {
		pages[i] = shop.Page("/?" + strings.Repeat("q", 64<<10))
	}
	if kept := heap() - before; kept > 8<<20 {
		t.Errorf("%d paths of one letter keep %d bytes", len(pages), kept)
	}
	runtime.KeepAlive(pages)
}

// heap is how many bytes are in use.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func FuzzPage(f *testing.F) {
	for _, said := range []string{"/", "/a?b#c", "/\xff", "/\n", strings.Repeat("/é", 200)} {
		f.Add(said)
	}
	f.Fuzz(func(t *testing.T, said string) {
		page := shop.Page(said)
		if page == nil {
			return
		}
		if !strings.HasPrefix(said, *page) || *page == "" || len(*page) > 256 || !utf8.ValidString(*page) ||
			strings.ContainsAny(*page, "?#") || strings.ContainsFunc(*page, unicode.IsControl) {
			t.Errorf("%q became %q", said, *page)
		}
		if again := shop.Page(*page); again == nil || *again != *page {
			t.Errorf("the page %q is none itself", *page)
		}
	})
}

func TestATabIsARandomIDAndACounter(t *testing.T) {
	good := []string{"abcdefgh.1", "A-Z_a-z0.000000001", strings.Repeat("x", 32) + ".999999999"}
	for _, said := range good {
		if got := shown(shop.Tab(said)); got != said {
			t.Errorf("%q: got %q", said, got)
		}
	}
	bad := []string{
		"", "abcdefg.1", "abcdefgh", "abcdefgh.", "abcdefgh.1234567890", "abcdefgh.-1", "abcdefgh.1.2", "abcdefgé.1",
		"abcdefgh.1\n", "\nabcdefgh.1", " abcdefgh.1", strings.Repeat("x", 33) + ".1", strings.Repeat("x", 1<<20),
	}
	for _, said := range bad {
		if got := shop.Tab(said); got != nil {
			t.Errorf("%.40q is taken for a tab", said)
		}
	}
}

func TestAMetaHasEveryFieldAlways_seed39(t *testing.T) {
	page, tab := "/", "abcdefgh.1"
	tests := []struct {
		meta shop.CartMeta
		want string
	}{
		{shop.CartMeta{PageLoadedAt: 7}, `{"page":null,"page_loaded_at":7,"items":[],"tab":null}`},
		{
			shop.CartMeta{Page: &page, PageLoadedAt: 7, Items: []int{2, 1}, Tab: &tab},
			`{"page":"/","page_loaded_at":7,"items":[2,1],"tab":"abcdefgh.1"}`,
		},
	}
	for _, tt := range tests {
		if got := string(tt.meta.Encode()); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

func TestAPageLoadSucceedsItself(t *testing.T) {
	tests := []struct {
		meta string
		id   string
		n    uint64
		ok   bool
	}{
		{`{"page":"/","tab":"abcdefgh.12"}`, "abcdefgh", 12, true},
		{`{"tab":"abcdefgh.000000002"}`, "abcdefgh", 2, true},
		{`{"tab":null}`, "", 0, false},
		{`{}`, "", 0, false},
		{`{"tab":7}`, "", 0, false},
		{`{"tab":"short.1"}`, "", 0, false},
		{`{"tab":"abcdefgh.1"`, "", 0, false},
		{``, "", 0, false},
	}
	for _, tt := range tests {
		if id, n, ok := shop.CartSuccession(tt.meta); id != tt.id || n != tt.n || ok != tt.ok {
			t.Errorf("%s: got %q, %d, %v", tt.meta, id, n, ok)
		}
	}
}

// Reading a meta from its end finds what encoding/json finds.
func FuzzCartSuccession(f *testing.F) {
	tabs := regexp.MustCompile(`^([A-Za-z0-9_-]{8,32})\.([0-9]{1,9})$`)
	for _, meta := range []string{
		`{"page":"/","tab":"abcdefgh.12"}`, `{"tab":"abcdefgh.1","tab":"ijklmnop.2"}`, `{"a":",\"tab\":\"abcdefgh.1"}`, `{"a":"\\","tab":"abcdefgh.1"}`,
		`{"a":[{"b":1,"tab":"abcdefgh.1"}]}`, `{"b":1,"tab":"\u0061bcdefgh.1"}`, `{"b":1,"tab":"abcdefg\\.1"}`, `{"b":1,"tab":""}`, `{"b":1,"tab":"abcdefgh.1","x":"y"}`,
	} {
		f.Add(meta)
	}
	f.Fuzz(func(t *testing.T, meta string) {
		var read struct {
			Tab string `json:"tab"`
		}
		if json.Unmarshal([]byte(meta), &read) != nil || !strings.HasPrefix(meta, "{") {
			return // no meta
		}
		id, n, ok := shop.CartSuccession(meta)
		parts := tabs.FindStringSubmatch(read.Tab)
		if ok != (parts != nil) || (shop.Tab(read.Tab) != nil) != ok {
			t.Fatalf("%s names the tab %q: got %v", meta, read.Tab, ok)
		}
		if want, _ := strconv.ParseUint(strings.TrimPrefix(read.Tab, id+"."), 10, 64); ok && (id != parts[1] || n != want) {
			t.Errorf("%s names the tab %q: got %q, %d", meta, read.Tab, id, n)
		}
	})
}

func BenchmarkCartSuccession(b *testing.B) {
	page, tab := "/products/12", "0123456789abcdef.41"
	meta := string(shop.CartMeta{Page: &page, PageLoadedAt: 1, Items: []int{1, 2, 3}, Tab: &tab}.Encode())
	b.ReportAllocs()
	for b.Loop() {
		if _, _, ok := shop.CartSuccession(meta); !ok {
			b.Fatal("no tab")
		}
	}
}

func TestWhatAMetaEncodesItsSuccessionReads(t *testing.T) {
	meta := shop.CartMeta{Tab: shop.Tab("0123456789abcdef.41")}
	if id, n, ok := shop.CartSuccession(string(meta.Encode())); id != "0123456789abcdef" || n != 41 || !ok {
		t.Errorf("got %q, %d, %v", id, n, ok)
	}
}

func TestASupportCodeCanBeReadOut(t *testing.T) {
	if got := shop.OrderNumber("7f3a9c21deadbeef", 4); got != "7F3A-9C21-4" {
		t.Errorf("got order %s", got)
	}
	if got := shop.SupportCode("7f3a9c21deadbeef"); got != "7F3A-9C21" {
		t.Errorf("got %s", got)
	}
}
