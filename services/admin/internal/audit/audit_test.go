package audit

import (
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"footfall/shared/redisconn"
	"footfall/shared/redistest"
)

func TestMain(m *testing.M) {
	redisconn.SetLogger(slog.New(slog.DiscardHandler))
	m.Run()
}

func TestWhatSomebodyDidIsReadNewestFirst(t *testing.T) {
	redistest.Each(t, func(t *testing.T, redis *redistest.Server) {
		l := New(redis.OpenWith(t, redisconn.Config{Prefix: "p:"}))
		if got, err := l.Last(t.Context(), 50); err != nil || len(got) != 0 {
			t.Errorf("at first: %v, %v", got, err)
		}
		done := []Entry{
			{Admin: "ada", Action: SignIn, Outcome: Done},
			{Admin: "ada", Action: Release, ProductID: 2, Outcome: Done},
			{Admin: "bob", Action: Restock, ItemID: 3, Count: 40, Outcome: Done},
		}
		for _, e := range done {
			if err := l.Add(t.Context(), e); err != nil {
				t.Fatal(err)
			}
		}
		got, err := l.Last(t.Context(), 2)
		if err != nil || len(got) != 2 {
			t.Fatalf("got %v, %v", got, err)
		}
		for i := range got {
			if age := time.Since(got[i].At); age < -time.Second || age > time.Minute {
				t.Errorf("it was %v ago", age)
			}
			got[i].At = time.Time{}
		}
		if diff := cmp.Diff([]Entry{done[2], done[1]}, got); diff != "" {
			t.Error(diff)
		}
	})
}

// A viewer can sign in and out as often as it likes.
func TestWhoSignsInAgainAndAgainPushesNothingElseOut(t *testing.T) {
	conn := redistest.Real(t).Open(t)
	l := New(conn)
	add := func(e Entry) {
		t.Helper()
		if err := l.Add(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	add(Entry{Admin: "ada", Action: Release, ProductID: 2})
	for range keep/2 + 250 {
		add(Entry{Admin: "bob", Action: SignIn})
		add(Entry{Admin: "bob", Action: SignOut})
	}
	if n := conn.Reads().XLen(t.Context(), signInsKey).Val(); n < keep || n > keep+200 {
		t.Errorf("%d entries are kept", n)
	}
	got, err := l.Last(t.Context(), 50)
	if err != nil || len(got) != 50 || got[0].Action != SignOut || got[49].Action != Release {
		t.Errorf("got %v, %v", got, err)
	}
	for i := range 60 {
		add(Entry{Admin: "ada", Action: Restock, ItemID: i + 1, Count: 1})
	}
	for range 200 {
		add(Entry{Admin: "bob", Action: SignIn})
	}
	got, err = l.Last(t.Context(), 50)
	if err != nil || len(got) != 50 || got[24].Action != SignIn || got[25].ItemID != 60 || got[49].ItemID != 36 {
		t.Errorf("later: got %v, %v", got, err)
	}
}

func TestTheLogIsBounded(t *testing.T) {
	conn := redistest.Real(t).Open(t)
	l := New(conn)
	for range keep + 500 {
		if err := l.Add(t.Context(), Entry{Admin: "ada", Action: Release, ProductID: 2}); err != nil {
			t.Fatal(err)
		}
	}
	if n := conn.Reads().XLen(t.Context(), operationsKey).Val(); n < keep || n > keep+200 {
		t.Errorf("%d entries are kept", n)
	}
}

func TestAnEntryOfALaterVersionIsReadAsFarAsItGoes(t *testing.T) {
	conn := redistest.Embed(t).Open(t)
	if err := conn.Writes().Do(t.Context(), "XADD", operationsKey, "*", "admin", "ada", "action", "new", "count", "x", "more", "1").Err(); err != nil {
		t.Fatal(err)
	}
	if got, err := New(conn).Last(t.Context(), 1); err != nil || got[0].Admin != "ada" || got[0].Action != "new" || got[0].Count != 0 {
		t.Errorf("got %v, %v", got, err)
	}
}
