package channels

import (
	"bytes"
	"encoding/json"
	"iter"
)

// These read text that json.Valid has accepted, so they need not look for what
// is wrong in it. encoding/json would read it twice more, and copy each part.

// elements are those of a valid JSON array, as parts of the text; none of any
// other value.
func elements(text []byte) iter.Seq[json.RawMessage] {
	return func(yield func(json.RawMessage) bool) {
		text = skip(text)
		for open := byte('['); text[0] == open; open = ',' {
			text = skip(text[1:])
			if text[0] == ']' {
				return
			}
			end := valueEnd(text)
			if !yield(text[:end:end]) {
				return
			}
			text = skip(text[end:])
		}
	}
}

// members are those of a valid JSON object, with their names as they are
// written; none of any other value.
func members(text []byte) iter.Seq2[json.RawMessage, json.RawMessage] {
	return func(yield func(name, value json.RawMessage) bool) {
		text = skip(text)
		for open := byte('{'); text[0] == open; open = ',' {
			text = skip(text[1:])
			if text[0] == '}' {
				return
			}
			end := valueEnd(text)
			name := text[:end:end]
			text = skip(skip(text[end:])[1:]) // the colon
			end = valueEnd(text)
			if !yield(name, text[:end:end]) {
				return
			}
			text = skip(text[end:])
		}
	}
}

// skip skips white space.
func skip(text []byte) []byte { return bytes.TrimLeft(text, " \t\r\n") }

// valueEnd is where the value ends with which a text begins.
func valueEnd(text []byte) int {
	depth := 0
	for i := 0; ; i++ {
		switch text[i] {
		case '"':
			i += stringEnd(text[i:]) - 1
		case '[', '{':
			depth++
			continue
		case ']', '}':
			depth--
		default:
			if depth > 0 {
				continue
			}
			return i + scalarEnd(text[i:])
		}
		if depth == 0 {
			return i + 1
		}
	}
}

// stringEnd is where a string ends.
func stringEnd(text []byte) int {
	for i := 1; ; i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
}

// scalarEnd is where a number or a word ends.
func scalarEnd(text []byte) int {
	if end := bytes.IndexAny(text, ",]} \t\r\n"); end >= 0 {
		return end
	}
	return len(text)
}

// plain is a JSON string that stands for itself, without its quotes.
func plain(raw json.RawMessage) (string, bool) {
	if len(raw) < 2 || raw[0] != '"' {
		return "", false
	}
	text := raw[1 : len(raw)-1]
	if !isPlain(text) {
		return "", false
	}
	return string(text), true
}

// isPlain reports whether a text is its own JSON form, as most of ours are.
func isPlain[T ~string | ~[]byte](text T) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}
