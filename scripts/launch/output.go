package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode/utf8"
)

// welcome prints where everything is.
func welcome(w io.Writer, s settings, redis store) {
	lines := []string{
		"Footfall is running.",
		"",
		"Shop       " + url(s.Storefront),
		"Dashboard  " + url(s.Admin) + "/admin",
		"Sign in    " + s.signIn(),
		"Release    " + redis.command("release 3"),
		"",
	}
	lines = append(lines, s.company("make run"))
	if redis.embedded {
		lines = append(lines, "Redis is inside this process: all is forgotten at the end.")
	}
	box(w, append(lines, "Ctrl-C ends it."))
}

// company is what there is to say of simulated shoppers.
func (s settings) company(command string) string {
	if s.Shoppers > 0 {
		return fmt.Sprintf("%d simulated shoppers are on their way.", s.Shoppers)
	}
	return "SHOPPERS=200 " + command + " brings simulated shoppers."
}

func box(w io.Writer, lines []string) {
	width := 0
	for _, line := range lines {
		width = max(width, utf8.RuneCountInString(line))
	}
	edge := strings.Repeat("─", width+4)
	fmt.Fprintf(w, "\n┌%s┐\n", edge)
	for _, line := range lines {
		fmt.Fprintf(w, "│  %-*s  │\n", width, line)
	}
	fmt.Fprintf(w, "└%s┘\n\n", edge)
}

// oneLine joins the lines of a text.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// lockedWriter lets several processes write lines to one terminal.
type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

// prefixed puts the name of a process before each of its lines.
type prefixed struct {
	w      io.Writer
	prefix string
	rest   []byte
}

func (p *prefixed) Write(b []byte) (int, error) {
	p.rest = append(p.rest, b...)
	for {
		line, rest, whole := bytes.Cut(p.rest, []byte("\n"))
		if !whole {
			return len(b), nil
		}
		p.rest = rest
		if _, err := fmt.Fprintf(p.w, "%s%s\n", p.prefix, line); err != nil {
			return 0, err
		}
	}
}

// tail keeps the last of what a process said.
type tail struct {
	mu   sync.Mutex
	text []byte
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, b...)
	t.text = t.text[max(0, len(t.text)-2048):]
	return len(b), nil
}

// last is the last line.
func (t *tail) last() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := strings.Split(strings.TrimSpace(string(t.text)), "\n")
	return lines[len(lines)-1]
}
