package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"footfall/shared/service"
)

func TestTheBoxSaysWhereEverythingIs(t *testing.T) {
	var out bytes.Buffer
	welcome(&out, settings{Storefront: ":4000", Admin: ":4001", Shoppers: 7}, store{url: "redis://127.0.0.1:6379", embedded: true})
	for _, want := range []string{
		"http://localhost:4000 ", "http://localhost:4001/admin ", "admin / password",
		"7 simulated shoppers", "all is forgotten at the end", "Ctrl-C",
		"Release    bin/storefront release 3 ",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	lines := strings.Split(strings.Trim(out.String(), "\n"), "\n")
	for _, line := range lines {
		if utf8.RuneCountInString(line) != utf8.RuneCountInString(lines[0]) {
			t.Errorf("%q is not as wide as the box", line)
		}
	}
}

func TestTheBoxTellsOfShoppersAndOfARedisThatKeeps(t *testing.T) {
	var out bytes.Buffer
	welcome(&out, settings{Storefront: ":4000", Admin: ":4001", Users: "ada:x:viewer"}, store{url: "redis://:secret@h:1"})
	if s := out.String(); !strings.Contains(s, "SHOPPERS=200 make run") || strings.Contains(s, "forgotten") || strings.Contains(s, "secret") || strings.Contains(s, "admin / password") {
		t.Errorf("printed\n%s", s)
	}
}

func TestACommandNamesARedisThatIsNotWhereCommandsLook(t *testing.T) {
	got := store{url: "redis://127.0.0.1:7000", embedded: true}.command("release 3")
	if want := "REDIS_URL=redis://127.0.0.1:7000 bin/storefront release 3"; got != want {
		t.Errorf("command = %q, want %q", got, want)
	}
}

func TestEachLineHasItsProcessBeforeIt(t *testing.T) {
	var out bytes.Buffer
	p := &prefixed{w: &out, prefix: "admin | "}
	for _, part := range []string{"one\ntw", "o", "\nthree\n", "no end"} {
		if n, err := p.Write([]byte(part)); n != len(part) || err != nil {
			t.Fatalf("Write = %d, %v", n, err)
		}
	}
	if want := "admin | one\nadmin | two\nadmin | three\n"; out.String() != want {
		t.Errorf("printed %q, want %q", out.String(), want)
	}
}

func TestTheLastWordsAreTheLastLine(t *testing.T) {
	said := &tail{}
	if got := said.last(); got != "" {
		t.Errorf("before a word: %q", got)
	}
	_, _ = said.Write([]byte(strings.Repeat("noise\n", 10_000) + "the rea"))
	_, _ = said.Write([]byte("son\n"))
	if got := said.last(); got != "the reason" {
		t.Errorf("last words %q", got)
	}
}

func TestAReasonIsOneLineForEachThingThatIsWrong(t *testing.T) {
	for want, err := range map[string]error{
		"A: is bad\nB: is worse": &service.ConfigError{Faults: []string{"A: is bad", "B: is worse"}},
		"first second":           errors.Join(errors.New("first"), errors.New("  second")),
	} {
		if got := reason(err); got != want {
			t.Errorf("reason = %q, want %q", got, want)
		}
	}
}
