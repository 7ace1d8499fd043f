package presence

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// rulesOff switches rules of the protocol off, to see that the simulation
// misses them. The simulated processes and the model of the scripts look at it;
// the package itself knows no such switch.
type rulesOff struct {
	revStays        bool // an update keeps its rev
	rowsReencoded   bool // what is read was encoded again
	oneUploadName   bool // all rewrites of a row set are uploaded to one key
	shardsUnchecked bool // the number of shards in messages is not looked at
	unfrozen        bool // a flush of unknown outcome is put back and made anew
	commitUnsized   bool // an upload that is not whole is committed
	mutedByRefusal  bool // a beat is not published when writes are refused
	emptyEnds       bool // a row set without rows is deleted, and begins again
	missingEmpties  bool // a row set that is not found is taken for an empty one
	anythingProves  bool // any message proves that a view can hear
	lateDeaf        bool // a view counts as deaf only after a lease
	gapTrusted      bool // a process that wakes thinks that it heard all the time

	doubtThaws   bool // a refusal settles a flush that an earlier attempt may do
	seqsReused   bool // a rewrite is not above every seq that was sent
	olderTaken   bool // what is read is taken though it is older
	byeForgotten bool // a node that said bye is not ignored
	byeMuted     bool // a goodbye is not published when writes are refused
	tickBuries   bool // a lease ends when it is looked at
	vouchesEarly bool // a view does not wait until everybody has been heard

	flushUnsized  bool // a flush does not compare the size of the hash
	missingRenews bool // a row set that is not found renews its deadline
}

// neededRules names, for each rule of spec.md, a seed whose history breaks a
// promise without it, and keeps all of them with it.
var neededRules = []struct {
	name string
	off  rulesOff
	seed uint64
}{
	{"W1 phx_ref is ref.rev", rulesOff{revStays: true}, 1},
	{"W2 a row is never encoded again", rulesOff{rowsReencoded: true}, 1},
	{"W3 a batch is frozen when first sent", rulesOff{unfrozen: true}, 221},
	{"W4 a refusal settles nothing that is in doubt", rulesOff{doubtThaws: true}, 221},
	{"W6 a rewrite goes above every seq that was sent", rulesOff{seqsReused: true}, 11},
	{"W7 an upload has one name per attempt", rulesOff{oneUploadName: true}, 132},
	{"W8 a commit compares HLEN", rulesOff{commitUnsized: true}, 581},
	{"W9 being heard does not depend on being able to write", rulesOff{mutedByRefusal: true}, 199},
	{"W10 a row set lives on without rows", rulesOff{emptyEnds: true}, 2},
	{"W11 every message carries the number of shards", rulesOff{shardsUnchecked: true}, 3},
	{"W12 a goodbye is heard whatever Redis answers", rulesOff{byeMuted: true}, 5167},
	{"R1 only own probes prove hearing", rulesOff{anythingProves: true}, 1116},
	{"R2 deaf after a lease less two heartbeats", rulesOff{lateDeaf: true}, 2573},
	{"R3 a gap in hearing is deafness", rulesOff{gapTrusted: true}, 9032},
	{"R4 a read that finds nothing leaves the picture as it is", rulesOff{missingEmpties: true}, 18},
	{"R6 a snapshot that is older is a store set back", rulesOff{olderTaken: true}, 166},
	{"R7 a node that said bye is ignored for a minute", rulesOff{byeForgotten: true}, 298},
	{"R8 silence counts up to the last probe that came back", rulesOff{tickBuries: true}, 10319},
	{"R9 a view vouches for nothing before everybody has had time to be heard", rulesOff{vouchesEarly: true}, 263},
}

// unneededRules are those that no history needs that was looked at: 20,000 once,
// some of them at each run. They stay for the reason given.
var unneededRules = []struct {
	name string
	off  rulesOff
	why  string
}{
	{
		"W5 a flush compares HLEN",
		rulesOff{flushUnsized: true},
		"whatever of ours writes a row set writes it whole, and the next beat compares too: it stands against a foreign hand, see TestAFlush",
	},
	{
		"R5 a read that finds nothing leaves the deadline as it is",
		rulesOff{missingRenews: true},
		"nothing makes a view read the same missing row set again and again",
	},
}

func TestWithoutARuleAPromiseIsBroken(t *testing.T) {
	for _, rule := range neededRules {
		t.Run(rule.name, func(t *testing.T) {
			t.Parallel()
			h := newHistory(rule.seed)
			if broken := runHistory(h, rulesOff{}); broken != "" {
				t.Fatalf("with the rule: %s", broken)
			}
			broken := runHistory(h, rule.off)
			if broken == "" {
				t.Fatalf("seed %d does not miss the rule, %d does", rule.seed, firstSeed(rule.off, 20_000))
			}
			t.Log(broken)
		})
	}
}

// A rule that is needed after all belongs into the other table.
func TestNoHistoryMissesARuleThatIsSaidToBeUnneeded(t *testing.T) {
	for _, rule := range unneededRules {
		t.Run(rule.name, func(t *testing.T) {
			t.Parallel()
			if seed := firstSeed(rule.off, uint64(historiesToRun()/20)); seed != 0 {
				t.Errorf("seed %d misses it: %s", seed, runHistory(newHistory(seed), rule.off))
			}
		})
	}
}

func TestTheSpecificationHasEveryRule(t *testing.T) {
	spec, err := os.ReadFile("spec.md")
	if err != nil {
		t.Fatal(err)
	}
	var stated, known []string
	for line := range strings.Lines(string(spec)) {
		if cells := strings.Split(line, " | "); regexp.MustCompile(`^\| [WR]\d`).MatchString(line) {
			stated = append(stated, strings.TrimPrefix(cells[0], "| "))
		}
	}
	for _, rule := range neededRules {
		known = append(known, rule.name)
	}
	for _, rule := range unneededRules {
		known = append(known, rule.name)
	}
	slices.Sort(stated)
	slices.Sort(known)
	if !slices.Equal(stated, known) {
		t.Errorf("spec.md has\n%s\nthe tables here\n%s", strings.Join(stated, "\n"), strings.Join(known, "\n"))
	}
}

// firstSeed whose history misses a rule; 0: none below that.
func firstSeed(off rulesOff, below uint64) uint64 {
	for s := uint64(1); s < below; s++ {
		if runHistory(newHistory(s), off) != "" {
			return s
		}
	}
	return 0
}
