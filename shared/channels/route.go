package channels

import "strings"

// A Route makes the handlers of some topics: of one ("admin:cart_tracker"), or
// of all with a prefix ("product:*").
type Route struct {
	Pattern string
	// Most is how many channels of this route one connection may hold; 0: as
	// many as it may hold in all.
	Most int
	New  func(*Channel) Handler
}

// maxTopic bounds a topic's name, which is kept as long as its channel.
const maxTopic = 256

// route finds the first route that matches; nil where there is none.
func (s *Server) route(topic string) *Route {
	if len(topic) > maxTopic {
		return nil
	}
	for i := range s.config.Routes {
		r := &s.config.Routes[i]
		prefix, wild := strings.CutSuffix(r.Pattern, "*")
		if topic == r.Pattern || wild && strings.HasPrefix(topic, prefix) {
			return r
		}
	}
	return nil
}
