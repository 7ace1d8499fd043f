package channels

import (
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// recorder is a connection that writes down what is sent, each part by itself.
type recorder struct {
	net.Conn
	sent      []string
	last      *byte // where the last part lies
	deadlines []time.Time
	gate      chan struct{} // nil: it takes everything at once
	err       error
}

func (r *recorder) Write(p []byte) (int, error) {
	if r.gate != nil {
		<-r.gate
	}
	if r.err != nil {
		return 0, r.err
	}
	r.sent, r.last = append(r.sent, string(p)), &p[0]
	return len(p), nil
}

func (r *recorder) SetWriteDeadline(t time.Time) error {
	r.deadlines = append(r.deadlines, t)
	return nil
}

func (r *recorder) want(t *testing.T, sent ...string) {
	t.Helper()
	if !slices.Equal(r.sent, sent) {
		t.Errorf("sent %.200q, want %.200q", r.sent, sent)
	}
}

func put(t *testing.T, h *holder, text []byte) {
	t.Helper()
	if n, err := h.Write(text); n != len(text) || err != nil {
		t.Errorf("writing %.20q: %d, %v", text, n, err)
	}
}

func TestWhatIsHeldIsSentTogether(t *testing.T) {
	r := &recorder{}
	h := &holder{Conn: r}
	put(t, h, []byte("at once"))
	h.hold()
	h.hold()
	put(t, h, []byte("one "))
	put(t, h, []byte("two"))
	r.want(t, "at once")
	for range 2 {
		if err := h.flush(); err != nil || h.holds() {
			t.Errorf("flushed with %v, it holds: %v", err, h.holds())
		}
	}
	put(t, h, []byte("again"))
	r.want(t, "at once", "one two", "again")
}

func TestALongPartIsSentFromWhereItLies(t *testing.T) {
	r := &recorder{}
	h := &holder{Conn: r}
	long := []byte(strings.Repeat("x", maxHeld))
	h.hold()
	put(t, h, []byte("head"))
	put(t, h, long)
	if r.last != &long[0] {
		t.Error("it was copied")
	}
	put(t, h, long[1:])
	if h.full() {
		t.Error("full too early")
	}
	put(t, h, []byte("x"))
	if !h.full() {
		t.Error("it is never full")
	}
	r.want(t, "head", string(long))
}

// The reader writes close frames, and must not wait for a client that does not
// read: it is what finds out that the client is gone.
func TestNobodyWaitsForAFlush(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{gate: make(chan struct{})}
		h := &holder{Conn: r}
		h.hold()
		put(t, h, []byte("a frame"))
		flushed := make(chan error)
		go func() { flushed <- h.flush() }()
		synctest.Wait()
		put(t, h, []byte("a close frame"))
		close(r.gate)
		if err := <-flushed; err != nil || h.holds() {
			t.Errorf("flushed with %v, it holds: %v", err, h.holds())
		}
		r.want(t, "a frame", "a close frame")
	})
}

func TestAFlushHasItsOwnDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, now := &recorder{}, time.Now()
		h := &holder{Conn: r}
		soon, never := now.Add(time.Second), time.Time{}
		for _, err := range []error{h.SetWriteDeadline(soon), h.SetWriteDeadline(never)} {
			if err != nil {
				t.Error(err)
			}
		}
		h.hold()
		put(t, h, []byte("a frame"))
		if err := errors.Join(h.SetWriteDeadline(soon), h.flush()); err != nil {
			t.Error(err)
		}
		if want := []time.Time{soon, never, now.Add(writeTimeout)}; !slices.Equal(r.deadlines, want) {
			t.Errorf("deadlines %v, want %v", r.deadlines, want)
		}
	})
}

func TestABrokenConnectionIsToldOf(t *testing.T) {
	broken := errors.New("broken")
	h := &holder{Conn: &recorder{err: broken}}
	h.hold()
	put(t, h, []byte("a frame"))
	if err := h.flush(); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if n, err := h.Write(make([]byte, maxHeld)); n != 0 || !errors.Is(err, broken) {
		t.Errorf("got %d, %v", n, err)
	}
	if err := h.flush(); err != nil || h.holds() {
		t.Errorf("nothing is left, but got %v", err)
	}
}
