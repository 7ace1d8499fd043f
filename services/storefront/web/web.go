// Package web holds what the storefront shows in a browser: the Go templates
// of its pages, the script and the style sheet that Vite builds into dist, the
// pictures of the shoes and the catalogue that is sold until a shop brings its
// own.
//
// Everything is embedded, so the binary needs no files beside it. A binary
// built before the front end answers ErrNotBuilt instead of a bare page.
//
// The caller fills the structs of pages.go and executes one of the templates
//
//	list      ListPage     GET /
//	checkout  CheckoutPage GET /checkout
//	complete  CompletePage GET /checkout/complete
//	privacy   Page         GET /privacy
//	message   MessagePage  whatever went wrong
//
// and serves what they ask for, all on its own origin:
//
//	POST /cart/items          item_id; 303 back to the page
//	POST /cart/items/remove   item_id, once or more; 303 back to the page
//	POST /checkout            version, serialized_cart; 303 to /checkout/complete
//	                          or, with the reason as Notice, back to /checkout
//	     /assets/…            Assets
//	     /pictures/<sku>.svg  Pictures
//	     /product_socket      the topics product:<id> and cart:<cart id>
//
// The forms work without the script; the script takes them over. No page holds
// inline script or style, so a policy of 'self' is enough.
package web

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
)

// ErrNotBuilt says that the binary was built without the front end.
var ErrNotBuilt = errors.New("the shop's pages are not built into this binary: run make build")

//go:embed all:dist
var dist embed.FS

//go:embed templates
var templates embed.FS

//go:embed pictures
var pictures embed.FS

//go:embed catalogue.yaml
var catalogue []byte

// Catalogue reads the shop's own catalogue, a YAML document.
func Catalogue() io.Reader { return bytes.NewReader(catalogue) }

// Templates parses the pages.
func Templates() (*template.Template, error) {
	t, err := template.ParseFS(templates, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse the shop's templates: %w", err)
	}
	return t, nil
}

// entry is the script that Vite starts from; it imports the style sheet.
const entry = "src/main.ts"

// Paths finds the script and the style sheet of this build.
func Paths() (AssetPaths, error) { return paths(dist) }

func paths(files fs.FS) (AssetPaths, error) {
	raw, err := fs.ReadFile(files, "dist/.vite/manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return AssetPaths{}, ErrNotBuilt
	}
	if err != nil {
		return AssetPaths{}, fmt.Errorf("read the manifest of the shop's pages: %w", err)
	}
	var manifest map[string]struct {
		File string   `json:"file"`
		CSS  []string `json:"css"`
	}
	if err := json.Unmarshal(raw, &manifest); err != nil {
		return AssetPaths{}, fmt.Errorf("read the manifest of the shop's pages: %w", err)
	}
	main, ok := manifest[entry]
	if !ok || len(main.CSS) != 1 {
		return AssetPaths{}, fmt.Errorf("no %s with one style sheet in the manifest: %w", entry, ErrNotBuilt)
	}
	return AssetPaths{JS: "/" + main.File, CSS: "/" + main.CSS[0]}, nil
}
