package web

import (
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// Assets serves the built files below /assets/. Their names carry a hash of
// their content, so browsers keep them for a year and never ask again.
func Assets() http.Handler { return assets(dist) }

func assets(files fs.FS) http.Handler {
	built := readStatic(files, "dist/assets/*")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, ok := strings.CutPrefix(path.Clean(r.URL.Path), "/assets/")
		found, known := built[name]
		switch {
		case ok && known:
			found.serve(w, r, "public, max-age=31536000, immutable")
		case ok && len(built) == 0:
			http.Error(w, ErrNotBuilt.Error(), http.StatusServiceUnavailable)
		default:
			http.NotFound(w, r)
		}
	})
}

// Pictures serves the drawings below /pictures/. Their names stay when they are
// redrawn, so browsers keep them for an hour and then ask by their tag.
func Pictures() http.Handler {
	drawn := readStatic(pictures, "pictures/*.svg")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, ok := strings.CutPrefix(path.Clean(r.URL.Path), "/pictures/")
		found, known := drawn[name]
		if !ok || !known {
			http.NotFound(w, r)
			return
		}
		found.serve(w, r, "public, max-age=3600")
	})
}
