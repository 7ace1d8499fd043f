package presence

import (
	"slices"
	"strings"
	"time"
)

// Status is what a view knows about itself.
type Status struct {
	// Ready: the whole picture was read once. Before, it is unknown, not empty.
	Ready bool
	// StaleSince is the moment from which on the picture cannot be vouched
	// for; zero: it is the present.
	StaleSince time.Time
	// Nodes that hold connections, or could, in the order of their ids.
	Nodes []NodeStatus
	// Err is ErrShards, wrapped, when a node with another number of shards was
	// heard lately.
	Err error
}

// NodeStatus is one storefront process, say, as a view sees it.
type NodeStatus struct {
	ID          string
	Connections int       // rows, also those that a successor hides
	Heard       time.Time // zero: never
}

func (p *picture) status() Status {
	return Status{Ready: p.ready(), StaleSince: p.staleSince(), Nodes: p.nodes(), Err: p.fault}
}

func (p *picture) nodes() []NodeStatus {
	byID := map[string]*NodeStatus{}
	for _, s := range p.shards {
		for id, r := range s.replicas {
			n := byID[id]
			if n == nil {
				n = &NodeStatus{ID: id}
				byID[id] = n
			}
			n.Connections += len(r.rows)
			if r.lease > 0 && r.heard.After(n.Heard) {
				n.Heard = r.heard
			}
		}
	}
	nodes := make([]NodeStatus, 0, len(byID))
	for _, n := range byID {
		nodes = append(nodes, *n)
	}
	slices.SortFunc(nodes, func(a, b NodeStatus) int { return strings.Compare(a.ID, b.ID) })
	return nodes
}

// same reports whether two statuses differ only in what changes all the time.
func (s Status) same(o Status) bool {
	return s.Ready == o.Ready && s.StaleSince.Equal(o.StaleSince) && (s.Err == nil) == (o.Err == nil) &&
		slices.EqualFunc(s.Nodes, o.Nodes, func(a, b NodeStatus) bool { return a.ID == b.ID })
}
