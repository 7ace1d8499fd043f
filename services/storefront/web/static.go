package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

// static are files that are served from memory, by name.
type static map[string]file

// file is one of them, compressed once for all who take it so.
type file struct {
	plain, gzipped []byte
	kind, tag      string
}

// readStatic reads what matches a pattern.
func readStatic(files fs.FS, pattern string) static {
	names, err := fs.Glob(files, pattern)
	if err != nil {
		panic(err) // the pattern is wrong
	}
	all := static{}
	for _, name := range names {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			panic(err) // an embedded file is always there
		}
		sum := sha256.Sum256(content)
		all[path.Base(name)] = file{content, compress(content), mime.TypeByExtension(path.Ext(name)), hex.EncodeToString(sum[:8])}
	}
	return all
}

func compress(content []byte) []byte {
	var small bytes.Buffer
	to, err := gzip.NewWriterLevel(&small, gzip.BestCompression)
	if err != nil {
		panic(err) // there is such a level
	}
	_, _ = to.Write(content) // a buffer takes everything
	_ = to.Close()
	return small.Bytes()
}

// serve answers with a file, kept by browsers as keep says.
func (f file) serve(w http.ResponseWriter, r *http.Request, keep string) {
	h := w.Header()
	h.Set("Cache-Control", keep)
	h.Set("Content-Type", f.kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "Accept-Encoding")
	content, tag := f.plain, f.tag
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		content, tag = f.gzipped, f.tag+"-gzip"
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Etag", `"`+tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}
