package presence

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"footfall/shared/redistest"
)

// benchMeta makes rows of about 150 bytes.
func benchMeta(n int) string {
	return fmt.Sprintf(`{"page":"/products/%d","page_loaded_at":%d,"items":[{"id":"p%d","quantity":2}],"tab":"t%08d.1"}`, n%100, 1_700_000_000_000+n, n%50, n)
}

func benchKey(n int) string { return fmt.Sprintf("c%021d", n) }

func benchRef(n int) string { return fmt.Sprintf("nodeAAAA%d", n) }

// benchSnapshot is a row set of n rows.
func benchSnapshot(n int) snapshot {
	s := snapshot{mark: mark{seq: 1}, rows: make(map[string]string, n)}
	for i := range n {
		ref, row := benchRef(i), encodeRow(benchKey(i), 1, benchMeta(i))
		s.rows[ref] = row
		s.mark = s.mark.with(rowDigest(ref, row))
	}
	return s
}

func benchPicture(s snapshot, succession Succession) *picture {
	now := time.Unix(1e9, 0)
	p := newPicture(1, succession, now)
	p.confirmed(0, now)
	p.probed(0, p.probes, now)
	p.nodesRead(task{n: p.shards[0].nodesTicket}, []string{"n"}, nil, now)
	p.rowsRead(task{node: "n", n: p.shards[0].replicas["n"].ticket}, &s, nil, now)
	p.people.take()
	return p
}

// BenchmarkViewChange is a view's cost of one change, from the bytes of a
// message to the bytes of a diff. It must not depend on the size of the picture.
func BenchmarkViewChange(b *testing.B) {
	for _, c := range []struct{ rows, size int }{{10_000, 1}, {10_000, 100}, {10_000, 1000}, {1_000_000, 1}, {1_000_000, 1000}} {
		b.Run(fmt.Sprintf("%d of %d rows", c.size, c.rows), func(b *testing.B) {
			size, rows := c.size, c.rows
			set, texts := newRowSet(owner{node: "n", shards: 1, lease: DefaultLease}), []string{}
			now := time.Unix(1e9, 0)
			for i := range rows {
				set.track(benchRef(i), benchKey(i), benchMeta(i), now)
			}
			settle := func() {
				for c := set.next(now, true); c != nil; c = set.next(now, true) {
					texts = append(texts, c.(*flush).message)
					set.settle(c, outcome{verdict: done}, now)
				}
			}
			settle()
			p := benchPicture(snapshot{mark: set.base, rows: rowsOfSet(set)}, nil)
			texts = nil
			for n := 0; n < b.N; n += size {
				for i := range size {
					set.update(benchRef((n+i)%rows), benchMeta(n+i+rows), now)
				}
				settle()
			}
			var out []byte
			b.ResetTimer()
			b.ReportAllocs()
			for _, text := range texts {
				m, _, err := decodeMessage(text)
				if err != nil {
					b.Fatal(err)
				}
				p.heard(0, m, now)
				var d Diff
				d.Add(p.people.take())
				out = d.AppendJSON(out[:0])
			}
			b.StopTimer()
			if r := p.shards[0].replicas["n"]; r.mark != set.base {
				b.Fatalf("got %v, want %v", r.mark, set.base)
			}
		})
	}
}

func rowsOfSet(s *rowSet) map[string]string {
	rows := map[string]string{}
	for ref, e := range s.rows {
		rows[ref] = e.row
	}
	return rows
}

func BenchmarkAppendState(b *testing.B) {
	for _, carts := range []int{14_000, 48_000} {
		b.Run(fmt.Sprint(carts, " carts"), func(b *testing.B) {
			p := benchPicture(benchSnapshot(carts), nil)
			changeAll(p, carts)
			var out []byte
			for b.Loop() {
				out = People{p.people}.AppendState(nil)
			}
			b.ReportMetric(float64(len(out)), "bytes")
		})
	}
}

// changeAll changes each row once, so that they lie in no order.
func changeAll(p *picture, rows int) {
	r := p.shards[0].replicas["n"]
	for _, i := range rand.Perm(rows) {
		r.put(benchRef(i), encodeRow(benchKey(i), 2, benchMeta(i+rows)), p.people)
	}
	p.people.take()
}

// BenchmarkRead is what a view needs to read one row set of 100,000 rows, from
// asking a real Redis until all of it is in the picture.
func BenchmarkRead(b *testing.B) {
	conn := redistest.Real(b).Open(b)
	s := benchSnapshot(100_000)
	key := names{"t"}.rows(0, "n")
	fields := []any{markField, s.mark.String()}
	for ref, row := range s.rows {
		if fields = append(fields, ref, row); len(fields) > 2000 {
			if err := conn.Writes().HSet(b.Context(), key, fields...).Err(); err != nil {
				b.Fatal(err)
			}
			fields = fields[:0]
		}
	}
	if len(fields) > 0 {
		if err := conn.Writes().HSet(b.Context(), key, fields...).Err(); err != nil {
			b.Fatal(err)
		}
	}
	v, err := NewView(conn, ViewConfig{Topic: "t"})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		found, err := v.readRows(context.Background(), 0, "n")
		if err != nil || found.mark != s.mark {
			b.Fatalf("got %v, %v", found, err)
		}
		if p := benchPicture(*found, nil); p.people.shown != len(s.rows) {
			b.Fatalf("shows %d", p.people.shown)
		}
	}
}
