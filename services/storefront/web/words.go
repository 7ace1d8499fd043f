package web

import (
	_ "embed"
	"encoding/json"
	"sync"
)

//go:embed words.json
var wordsJSON []byte

// words are what the templates and the script both say.
var words = sync.OnceValue(func() (w struct {
	Levels map[string]string `json:"levels"`
	Errors map[string]string `json:"errors"` // "" for every other error
}) {
	if err := json.Unmarshal(wordsJSON, &w); err != nil {
		panic(err) // embedded: a test would have told
	}
	return w
})

// levelWord says a stock level.
func levelWord(level string) string { return words().Levels[level] }

// Notice says to the shopper what an error code of the contract means: the
// same sentence that the script says. No error, no words.
func Notice(code string) string {
	if code == "" {
		return ""
	}
	if said, ok := words().Errors[code]; ok {
		return said
	}
	return words().Errors[""]
}
