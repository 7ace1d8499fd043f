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
//	     /admin_socket  admin:cart_tracker, which is Phoenix Presence: every
//	                    figure is counted from it;
//	                    admin:dashboard: the catalogue, the stock, and how far
//	                    the figures can be trusted
//
// A 401 to a request with Sec-Fetch-Mode must not offer Basic: the browser
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
	t, err := template.ParseFS(templates, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse the admin templates: %w", err)
	}
	return t, nil
}

// Page returns the dashboard's HTML, the same for every admin.
func Page() ([]byte, error) { return page(dist) }

// Stylesheet returns the address of the sign-in page's style sheet.
func Stylesheet() (string, error) { return stylesheet(dist) }

func page(files fs.FS) ([]byte, error) {
	html, err := fs.ReadFile(files, "dist/index.html")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotBuilt
	}
	return html, err
}

func stylesheet(files fs.FS) (string, error) {
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
	entry, ok := manifest["src/login.css"]
	if !ok {
		return "", fmt.Errorf("no src/login.css in the manifest: %w", ErrNotBuilt)
	}
	return Base + entry.File, nil
}
