package cart

import (
	"strconv"
	"testing"
	"time"
)

func (r *recent) has(handle string, now time.Time) bool {
	_, ok := r.find(handle, handle+"-id", now)
	return ok
}

func (r *recent) put(handle string) {
	r.keep(handle, r.begin(handle, handle+"-id"), Cart{Items: []int{1}, Version: 1}, noon)
}

func TestACartIsRememberedForAMinute(t *testing.T) {
	r := newRecent()
	r.put("a")
	for after, want := range map[time.Duration]bool{0: true, time.Minute: true, time.Minute + 1: false} {
		if got := r.has("a", noon.Add(after)); got != want {
			t.Errorf("after %v: remembered %v", after, got)
		}
	}
}

func TestACartThatWasReadWhileItChangedIsNotRemembered(t *testing.T) {
	for name, forget := range map[string]func(*recent){
		"a change":                       func(r *recent) { r.forget("a") },
		"a gap":                          (*recent).forgetAll,
		"a change, and a further reader": func(r *recent) { r.forget("a"); r.begin("a", "a-id") },
	} {
		r := newRecent()
		begun := r.begin("a", "a-id")
		forget(r)
		r.keep("a", begun, Cart{Version: 1}, noon)
		if r.has("a", noon) {
			t.Errorf("%s: it is remembered", name)
		}
	}
}

func TestWhatAnyOfManyReadersFoundIsRemembered(t *testing.T) {
	r := newRecent()
	first, second := r.begin("a", "a-id"), r.begin("a", "a-id")
	r.keep("a", second, Cart{Version: 2}, noon)
	r.keep("a", first, Cart{Version: 2}, noon)
	if found, ok := r.find("a", "a-id", noon); !ok || found.Version != 2 {
		t.Errorf("got %+v, %v", found, ok)
	}
}

func TestACartIsForgottenAloneOrWithAll(t *testing.T) {
	r := newRecent()
	r.put("a")
	r.put("b")
	r.forget("a")
	if r.has("a", noon) || !r.has("b", noon) {
		t.Error("another one was forgotten")
	}
	r.forgetAll()
	if r.has("b", noon) {
		t.Error("one was not forgotten")
	}
}

func TestTwoCartsWithOneHandleAreTwo(t *testing.T) {
	r := newRecent()
	r.put("a")
	if found, ok := r.find("a", "another", noon); ok {
		t.Errorf("got %+v", found)
	}
}

func TestNoMoreCartsAreRememberedThanThereIsRoomFor(t *testing.T) {
	r := newRecent()
	for i := range recentCarts {
		r.put(strconv.Itoa(i))
	}
	r.has("0", noon) // so the next one is the oldest
	r.put("more")
	if r.carts.Len() != recentCarts || r.has("1", noon) || !r.has("0", noon) || !r.has("more", noon) {
		t.Errorf("%d carts", r.carts.Len())
	}
}
