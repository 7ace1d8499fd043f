package faults

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// meta is what presence tells of a tab.
type meta struct {
	Page  string `json:"page"`
	Items []int  `json:"items"`
	Tab   string `json:"tab"`
	Ref   string `json:"phx_ref"`
}

// String is what can be compared with what a shopper's page shows.
func (m meta) String() string {
	return fmt.Sprintf("%s on %s with %v", m.Tab, m.Page, slices.Sorted(slices.Values(m.Items)))
}

// presences are as Phoenix sends them, by key.
type presences map[string]struct{ Metas []meta }

// picture is what an admin sees: by cart its tabs, by phx_ref.
type picture map[string]map[string]meta

// replace takes a presence_state.
func (p picture) replace(payload json.RawMessage) error {
	var state presences
	if err := json.Unmarshal(payload, &state); err != nil {
		return err
	}
	clear(p)
	p.join(state)
	return nil
}

// apply takes a presence_diff as every Phoenix client does: first who joins,
// then who leaves.
func (p picture) apply(payload json.RawMessage) error {
	var diff struct{ Joins, Leaves presences }
	if err := json.Unmarshal(payload, &diff); err != nil {
		return err
	}
	p.join(diff.Joins)
	for key, entry := range diff.Leaves {
		for _, m := range entry.Metas {
			delete(p[key], m.Ref)
		}
		if len(p[key]) == 0 {
			delete(p, key)
		}
	}
	return nil
}

func (p picture) join(joins presences) {
	for key, entry := range joins {
		for _, m := range entry.Metas {
			p.show(key, m.Ref, m)
		}
	}
}

func (p picture) show(key, ref string, m meta) {
	if p[key] == nil {
		p[key] = map[string]meta{}
	}
	p[key][ref] = m
}

// people are the tabs of each cart as text, in order.
type people map[string]string

func (p picture) people() people {
	all := people{}
	for key, tabs := range p {
		var texts []string
		for _, m := range tabs {
			texts = append(texts, m.String())
		}
		slices.Sort(texts)
		all[key] = strings.Join(texts, "; ")
	}
	return all
}

// difference tells what is seen and not there, and the other way round.
func difference(there, seen people) string {
	var lines []string
	for _, key := range slices.Sorted(maps.Keys(there)) {
		if there[key] != seen[key] {
			lines = append(lines, fmt.Sprintf("%s is %s, seen is %q", key, there[key], seen[key]))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(seen)) {
		if _, is := there[key]; !is {
			lines = append(lines, fmt.Sprintf("%s is not there, seen is %q", key, seen[key]))
		}
	}
	return strings.Join(lines, "\n")
}
