package race

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // which is how Redis names scripts
	"encoding/hex"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
)

// steps of a checkout, and void, the first of who ends one that was left; each a
// script.
var steps = map[string]string{
	"begin":    "services/storefront/internal/cart/begin.lua",
	"purchase": "shared/shop/purchase.lua",
	"void":     "shared/shop/void.lua",
	"close":    "services/storefront/internal/cart/close.lua",
}

// A fault happens to a storefront at one of its steps: it is killed, or its
// link to Redis is cut, before the step reaches Redis or when it is done but
// its reply has not come.
type fault struct {
	step       string
	done, kill bool
}

func (f fault) String() string {
	return fmt.Sprintf("%s, %s the step %s", map[bool]string{true: "killed", false: "cut off"}[f.kill],
		map[bool]string{true: "after", false: "before"}[f.done], f.step)
}

// pause is how long it is quiet after a fault.
const pause = 30 * time.Millisecond

// faultPlan are the faults that are still to happen, in an order of its own.
type faultPlan struct {
	names map[string]string // a script's name in Redis to its step

	mu      sync.Mutex
	waiting []fault
	quiet   time.Time // until then
	counts  map[fault]int
}

func plan(t *testing.T) *faultPlan {
	t.Helper()
	p := &faultPlan{names: map[string]string{}, counts: map[fault]int{}}
	for step, path := range steps {
		source, err := os.ReadFile(filepath.Join(repository, path))
		ok(t, err)
		sum := sha1.Sum(source) //nolint:gosec // which is how Redis names scripts
		p.names[hex.EncodeToString(sum[:])] = step
		for range rounds {
			p.waiting = append(p.waiting, fault{step, false, false}, fault{step, false, true}, fault{step, true, false}, fault{step, true, true})
		}
	}
	rand.Shuffle(len(p.waiting), func(i, j int) { p.waiting[i], p.waiting[j] = p.waiting[j], p.waiting[i] })
	return p
}

// take is the fault that happens to this command, if one does.
func (p *faultPlan) take(command []byte) (fault, bool) {
	step := ""
	for name, of := range p.names {
		if bytes.Contains(command, []byte(name)) {
			step = of
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.IndexFunc(p.waiting, func(f fault) bool { return f.step == step })
	if i < 0 || time.Now().Before(p.quiet) {
		return fault{}, false
	}
	f := p.waiting[i]
	p.waiting = slices.Delete(p.waiting, i, i+1)
	p.quiet = time.Now().Add(pause)
	p.counts[f]++
	return f, true
}

// made is how often each fault has happened.
func (p *faultPlan) made() map[fault]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return maps.Clone(p.counts)
}

// complete fails unless every fault has happened.
func (p *faultPlan) complete(t *testing.T) {
	t.Helper()
	if p.mu.Lock(); len(p.waiting) > 0 {
		t.Errorf("these did not happen: %v", p.waiting)
	}
	p.mu.Unlock()
}
