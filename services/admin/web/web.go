// Package web holds what the admin service shows in a browser: the dashboard
// that Vite builds into dist, and the sign-in page, a Go template.
//
// Everything is embedded, so the binary needs no files beside it. A binary
// built before the front end answers ErrNotBuilt instead of an empty page.
// Nothing here knows who is signed in: the caller guards the routes.
//
// What the dashboard asks of the service, all on its own origin:
//
//	GET  /admin/token   {"token", "expires_at"}; 401 means signed out
//	POST /admin/logout  an empty form, told from a forged one by its Origin
//	     /admin_socket  admin:dashboard: all figures, the list of carts by
//	                    windows, and what operators do;
//	                    admin:cart_tracker, which is Phoenix Presence: only for
//	                    window.presence in the console, joined when it is used
//
// In src, line is the connection and how far it can be trusted, told is what
// the server says, carts is the list of carts, reading is what serves whoever
// reads (words, rules, preferences), and views draws it.
//
// A 401 to a request with Sec-Fetch-Site must not offer Basic: the browser
// would cover the page with its own password dialogue.
package web

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
)

// Base is the path under which every file of dist is addressed.
const Base = "/admin/"

// ErrNotBuilt says that the binary was built without the front end.
var ErrNotBuilt = errors.New("the admin pages are not built into this binary: run make build")

//go:embed all:dist
var dist embed.FS

//go:embed templates
var templates embed.FS

// LoginForm is what the template "login.html" shows. Its form posts the fields
// csrf, name, password and next to /admin/login.
type LoginForm struct {
	Title string // of the document
	Error string // why the last attempt was refused, or empty
	CSRF  string // sent back with the form
	Name  string // kept from the last attempt
	Next  string // where to go after signing in
	CSS   string // address of the style sheet, from Stylesheet
}

// Templates parses the Go templates of this package.
func Templates() (*template.Template, error) {
	icon := func() string {
		address, _ := asset(dist, "src/mark.svg") // a page without its icon is better than none
		return address
	}
	t, err := template.New("").Funcs(template.FuncMap{"icon": icon}).ParseFS(templates, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse the admin templates: %w", err)
	}
	return t, nil
}

// Page returns the dashboard's HTML, the same for every admin.
func Page() ([]byte, error) { return page(dist) }

// Stylesheet returns the address of the sign-in page's style sheet.
func Stylesheet() (string, error) { return asset(dist, "src/login.css") }

func page(files fs.FS) ([]byte, error) {
	html, err := fs.ReadFile(files, "dist/index.html")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotBuilt
	}
	return html, err
}

// asset is the address of what was built from a source.
func asset(files fs.FS, source string) (string, error) {
	raw, err := fs.ReadFile(files, "dist/.vite/manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return "", ErrNotBuilt
	}
	if err != nil {
		return "", fmt.Errorf("read the manifest of the admin pages: %w", err)
	}
	var manifest map[string]struct {
		File string `json:"file"`
	}
	if err := json.Unmarshal(raw, &manifest); err != nil {
		return "", fmt.Errorf("read the manifest of the admin pages: %w", err)
	}
	entry, ok := manifest[source]
	if !ok {
		return "", fmt.Errorf("no %s in the manifest: %w", source, ErrNotBuilt)
	}
	return Base + entry.File, nil
}
