package web

import (
	"errors"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// Assets serves the built files below /admin/assets/. Their names carry a hash
// of their content, so browsers keep them for a year and never ask again.
func Assets() http.Handler { return assets(dist) }

func assets(files fs.FS) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, ok := strings.CutPrefix(path.Clean(r.URL.Path), Base+"assets/")
		if !ok {
			http.NotFound(w, r)
			return
		}
		serve(w, r, files, "dist/assets/"+name)
	})
}

// serve answers with one file, never with a list of a folder.
func serve(w http.ResponseWriter, r *http.Request, files fs.FS, name string) {
	info, err := fs.Stat(files, name)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !built(files):
		http.Error(w, ErrNotBuilt.Error(), http.StatusServiceUnavailable)
		return
	case err != nil || info.IsDir():
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	http.ServeFileFS(w, r, files, name)
}

func built(files fs.FS) bool {
	_, err := fs.Stat(files, "dist/index.html")
	return err == nil
}
