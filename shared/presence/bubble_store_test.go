package presence

import (
	"time"

	"github.com/alicebob/miniredis/v2"
)

// bubbleKey is one key of the embedded Redis.
type bubbleKey struct {
	name    string
	hash    map[string]string
	members []string
	text    string
	ttl     time.Duration
}

func keepBubble(m *miniredis.Miniredis) []bubbleKey {
	var kept []bubbleKey
	for _, name := range m.Keys() {
		k := bubbleKey{name: name, ttl: m.TTL(name)}
		switch m.Type(name) {
		case "hash":
			k.hash = map[string]string{}
			fields, _ := m.HKeys(name)
			for _, field := range fields {
				k.hash[field] = m.HGet(name, field)
			}
		case "set":
			k.members, _ = m.Members(name)
		default:
			k.text, _ = m.Get(name)
		}
		kept = append(kept, k)
	}
	return kept
}

func restoreBubble(m *miniredis.Miniredis, kept []bubbleKey) {
	m.FlushAll()
	for _, k := range kept {
		switch {
		case k.hash != nil:
			for field, value := range k.hash {
				m.HSet(k.name, field, value)
			}
		case k.members != nil:
			_, _ = m.SAdd(k.name, k.members...)
		default:
			_ = m.Set(k.name, k.text)
		}
		if k.ttl > 0 {
			m.SetTTL(k.name, k.ttl)
		}
	}
}

// turnBackBubble lets every key live on for so much longer.
func turnBackBubble(m *miniredis.Miniredis, d time.Duration) {
	for _, key := range m.Keys() {
		if ttl := m.TTL(key); ttl > 0 {
			m.SetTTL(key, ttl+d)
		}
	}
}
