package web

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// Assets serves the built files below /assets/. Their names carry a hash of
// their content, so browsers keep them for a year and never ask again.
func Assets() http.Handler { return assets(dist) }

func assets(files fs.FS) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, ok := strings.CutPrefix(path.Clean(r.URL.Path), "/assets/")
		switch {
		case ok && isFile(files, "dist/assets/"+name):
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			w.Header().Set("X-Content-Type-Options", "nosniff")
			http.ServeFileFS(w, r, files, "dist/assets/"+name)
		case ok && !isFile(files, "dist/.vite/manifest.json"):
			http.Error(w, ErrNotBuilt.Error(), http.StatusServiceUnavailable)
		default:
			http.NotFound(w, r)
		}
	})
}

// Pictures serves the drawings below /pictures/. Their names stay when they are
// redrawn, so browsers keep them for an hour and then ask by their tag.
func Pictures() http.Handler {
	tags := tagged(pictures)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		tag, ok := tags[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "public, max-age=3600")
		w.Header().Set("Etag", tag)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		http.ServeFileFS(w, r, pictures, name)
	})
}

// tagged gives every file its entity tag.
func tagged(files fs.FS) map[string]string {
	names, err := fs.Glob(files, "pictures/*.svg")
	if err != nil {
		panic(err) // the pattern is wrong
	}
	tags := make(map[string]string, len(names))
	for _, name := range names {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			panic(err) // an embedded file is always there
		}
		sum := sha256.Sum256(content)
		tags[name] = `"` + hex.EncodeToString(sum[:8]) + `"`
	}
	return tags
}

func isFile(files fs.FS, name string) bool {
	info, err := fs.Stat(files, name)
	return err == nil && !info.IsDir()
}
