package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"footfall/services/storefront/internal/catalogue"
	"footfall/services/storefront/web"
	"footfall/shared/redisconn"
	"footfall/shared/redistest"
	"footfall/shared/shop"
)

func TestMain(m *testing.M) {
	redisconn.SetLogger(slog.New(slog.DiscardHandler))
	m.Run()
}

// checked is what check says of the embedded Redis.
const checked = "configuration ok, Redis takes writes\nnote: asking Redis how it is configured: section (memory) is not supported\n"

// result is how a command ended.
type result struct {
	code           int
	stdout, stderr string
}

func run(args ...string) result {
	var stdout, stderr strings.Builder
	code := commandLine().Run(args, &stdout, &stderr)
	return result{code, stdout.String(), stderr.String()}
}

// want fails unless the command ended like this; stderr has each of the parts.
func (r result) want(t *testing.T, code int, stdout string, stderr ...string) {
	t.Helper()
	if r.code != code || r.stdout != stdout || len(stderr) == 0 && r.stderr != "" {
		t.Fatalf("got %d, stdout %q, stderr %q, want %d, %q", r.code, r.stdout, r.stderr, code, stdout)
	}
	for _, part := range stderr {
		if !strings.Contains(r.stderr, part) {
			t.Errorf("stderr lacks %q: %q", part, r.stderr)
		}
	}
}

// useRedis starts a Redis and names it in the environment.
func useRedis(t *testing.T) *redistest.Server {
	t.Helper()
	redis := redistest.Embed(t)
	t.Setenv("REDIS_URL", redis.URL)
	return redis
}

func load(t *testing.T, redis *redistest.Server) *shop.Snapshot {
	t.Helper()
	return must(shop.NewStore(redis.Open(t)).Load(t.Context()))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

const nothingToDo = "nothing to do: the shop has this catalogue already\n"

func TestASeedTwiceIsASeed(t *testing.T) {
	redis := useRedis(t)
	run("seed").want(t, 0, "seeded: 8 new products, 104 new items\n")
	first := load(t, redis)
	run("seed").want(t, 0, nothingToDo)
	run("seed", "--seed", "2").want(t, 0, nothingToDo)
	if now := load(t, redis); now.Available(1) != first.Available(1) || now.Available(1) != shop.InitialStock(1, 1) {
		t.Errorf("%d of item 1 are left, first %d", now.Available(1), first.Available(1))
	}
}

func TestAResetStartsOver(t *testing.T) {
	redis := useRedis(t)
	run("seed")
	run("release", "1")
	run("seed", "--reset", "--seed", "2").want(t, 0, "seeded: 8 new products, 104 new items\n")
	now := load(t, redis)
	if now.Released(1) || now.Available(1) != shop.InitialStock(2, 1) {
		t.Errorf("released %v, %d of item 1", now.Released(1), now.Available(1))
	}
}

func TestTheSeedCanHaveACatalogueOfItsOwn(t *testing.T) {
	redis := useRedis(t)
	text := string(must(io.ReadAll(web.Catalogue())))
	second := strings.Index(text, "  - id: 2\n")
	run("seed", "--file", file(t, text[:second])).want(t, 0, "seeded: 1 new products, 13 new items\n")
	if products := load(t, redis).Products(); len(products) != 1 || len(products[0].Items) != 13 {
		t.Errorf("got %+v", products)
	}
}

// All faults are named, with their lines, and nothing is seeded.
func TestACatalogueWithFaultsIsRefused(t *testing.T) {
	redis := useRedis(t)
	text := string(must(io.ReadAll(web.Catalogue())))
	text = strings.Replace(text, "price_usd: 120", "price_usd: -1", 1)
	path := file(t, strings.Replace(text, "order: 1\n", "order: one\n", 1))
	_, faults := catalogue.Read(must(os.Open(path)))
	run("seed", "--file", path).want(t, 1, "", path, faults.Error(), "price_usd", "order")
	run("seed", "--file", path+".gone").want(t, 2, "", path+".gone")
	if keys := redis.Embedded.Keys(); len(keys) > 0 {
		t.Errorf("left in Redis: %q", keys)
	}
}

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "catalogue.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAReleasePrintsALineForEachProduct(t *testing.T) {
	redis := useRedis(t)
	run("seed")
	run("release", "2").want(t, 0, "product 2 released\n")
	run("release", "3", "2", "1", "3").want(t, 0, "product 3 released\nproduct 2 was released before\nproduct 1 released\nproduct 3 was released before\n")
	now := load(t, redis)
	if !now.Released(1) || !now.Released(2) || !now.Released(3) || now.Released(4) {
		t.Errorf("got %+v", now.Products())
	}
}

func TestAReleaseOfAnUnknownProductChangesNothing(t *testing.T) {
	redis := useRedis(t)
	run("release", "1").want(t, 1, "", "unknown product: 1")
	run("seed")
	run("release", "1", "99", "0").want(t, 1, "", "unknown product: 99, 0")
	if load(t, redis).Released(1) {
		t.Error("product 1 was released")
	}
	for _, args := range [][]string{{"release"}, {"release", "one"}, {"release", "1.5"}} {
		if r := run(args...); r.code != 2 || r.stdout != "" || r.stderr == "" {
			t.Errorf("%q: got %+v", args, r)
		}
	}
}

func TestARestockSaysHowManyThereAre(t *testing.T) {
	redis := useRedis(t)
	run("seed")
	first := load(t, redis).Available(1)
	run("restock", "1", "5").want(t, 0, fmt.Sprintf("item 1: 5 added, %d available\n", first+5))
	if left := load(t, redis).Available(1); left != first+5 {
		t.Errorf("there are %d", left)
	}
}

func TestARestockThatCannotBeChangesNothing(t *testing.T) {
	redis := useRedis(t)
	run("restock", "1", "1").want(t, 1, "", "unknown item: 1")
	run("seed")
	before := load(t, redis).Available(1)
	run("restock", "999", "1").want(t, 1, "", "unknown item: 999")
	run("restock", "1", "0").want(t, 1, "", "the number to add is above 0")
	run("restock", "--", "1", "-3").want(t, 1, "", "the number to add is above 0")
	run("restock", "1", "1000000").want(t, 1, "", "item 1: stock is from 0 to 1000000")
	for _, args := range [][]string{{"restock"}, {"restock", "1"}, {"restock", "1", "x"}, {"restock", "1", "1.5"}} {
		if r := run(args...); r.code != 2 || r.stdout != "" || r.stderr == "" {
			t.Errorf("%q: got %+v", args, r)
		}
	}
	if left := load(t, redis).Available(1); left != before {
		t.Errorf("there are %d, before %d", left, before)
	}
}

func TestTheShopIsSoldEmpty(t *testing.T) {
	redis := useRedis(t)
	run("sell").want(t, 1, "", "run storefront seed")
	text := string(must(io.ReadAll(web.Catalogue())))
	run("seed", "--file", file(t, text[:strings.Index(text, `      - {id: 2,`)]))
	first := load(t, redis).Available(1)
	run("sell", "--rate", "10000", "--until-gone").want(t, 0, fmt.Sprintf("sold out: %d sold\n", first))
	if left := load(t, redis).Available(1); first == 0 || left != 0 {
		t.Errorf("%d of %d are left", left, first)
	}
	for _, rate := range []string{"0", "-1", "10001", "x"} {
		if r := run("sell", "--rate="+rate); r.code != 2 || r.stderr == "" {
			t.Errorf("--rate %s: got %+v", rate, r)
		}
	}
}

func TestEveryCommandExplainsItself(t *testing.T) {
	for command, words := range map[string]string{
		"serve": "until told to stop", "seed": "--reset", "release": "Release products for good", "restock": "<count>",
		"sell": "--until-gone", "check": "Redis", "version": "what was built",
	} {
		if r := run(command, "--help"); r.code != 0 || !strings.Contains(r.stdout, words) {
			t.Errorf("%s: got %+v", command, r)
		}
	}
}

func TestACommandWithoutRedisFails(t *testing.T) {
	t.Setenv("REDIS_URL", "redis://127.0.0.1:1")
	for _, args := range [][]string{{"check"}, {"seed"}, {"release", "1"}, {"restock", "1", "1"}, {"sell"}} {
		run(args...).want(t, 1, "", "storefront: ", "127.0.0.1:1")
	}
}

func TestVersionSaysWhatWasBuilt(t *testing.T) {
	r := run("version")
	if r.code != 0 || !strings.HasPrefix(r.stdout, "storefront ") || !strings.Contains(r.stdout, "go1.") {
		t.Errorf("got %+v", r)
	}
}
