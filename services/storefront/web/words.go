package web

import (
	_ "embed"
	"encoding/json"
	"strconv"
	"strings"
	"sync"
)

//go:embed words.json
var wordsJSON []byte

// counted is a sentence about a number of things: {n} stands for the number.
type counted struct{ One, Many string }

func (c counted) say(n int) string {
	if n == 1 {
		return c.One
	}
	return strings.ReplaceAll(c.Many, "{n}", strconv.Itoa(n))
}

// vocabulary is what the templates and the script both say.
type vocabulary struct {
	Levels map[string]string
	States struct {
		InCart     string `json:"in_cart"`
		Last       string
		Unreleased string
		Others     string
	}
	Blocked struct{ Out, Unreleased counted }
	Till    struct {
		Sum                    counted
		Purchase, Blocked, Out string
	}
	Errors map[string]string // "" for every other error
}

var words = sync.OnceValue(func() (w vocabulary) {
	if err := json.Unmarshal(wordsJSON, &w); err != nil {
		panic(err) // embedded: a test would have told
	}
	return w
})

// Notice says to the shopper what an error code of the contract means: the
// same sentence that the script says. Some sentences name items. No error, no
// words.
func Notice(code string, items ...string) string {
	if code == "" {
		return ""
	}
	said, ok := words().Errors[code]
	if !ok || strings.Contains(said, "{items}") && len(items) == 0 {
		said = words().Errors[""]
	}
	return strings.ReplaceAll(said, "{items}", strings.Join(items, "; "))
}
