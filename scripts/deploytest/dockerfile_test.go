package deploytest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// stage is one FROM of a Dockerfile and what follows it.
type stage struct {
	image, name string
	steps       []step
}

// step is an instruction in upper case, and the rest of its line.
type step struct{ instruction, rest string }

// stages splits a Dockerfile without continued lines.
func stages(text string) []stage {
	var all []stage
	for line := range strings.Lines(text) {
		instruction, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case instruction == "" || strings.HasPrefix(instruction, "#"):
		case instruction == "FROM":
			image, name, _ := strings.Cut(rest, " AS ")
			all = append(all, stage{image: image, name: name})
		default:
			last := &all[len(all)-1]
			last.steps = append(last.steps, step{instruction, rest})
		}
	}
	return all
}

// copies returns from which stage something is copied, empty for the
// repository, what, and where to.
func (s step) copies() (stage string, sources []string, target string) {
	words := strings.Fields(s.rest)
	if name, found := strings.CutPrefix(words[0], "--from="); found {
		stage, words = name, words[1:]
	}
	return stage, words[:len(words)-1], words[len(words)-1]
}

func (s stage) all(instruction string) []step {
	return slices.DeleteFunc(slices.Clone(s.steps), func(s step) bool { return s.instruction != instruction })
}

// only returns the rest of the stage's one instruction of that name.
func (s stage) only(t *testing.T, instruction string) string {
	t.Helper()
	found := s.all(instruction)
	if len(found) != 1 {
		t.Fatalf("%s in the stage from %s: %q, want one", instruction, s.image, found)
	}
	return found[0].rest
}

func TestTheImageRunsAsNobodyAndStopsWhenTold(t *testing.T) {
	all := stages(read(t, "Dockerfile"))
	final := all[len(all)-1]
	user, _, _ := strings.Cut(final.only(t, "USER"), ":")
	if id, err := strconv.Atoi(user); err != nil || id == 0 {
		t.Errorf("USER %s: want a number that is not root's; a name would need a passwd", user)
	}
	if signal := final.only(t, "STOPSIGNAL"); signal != "SIGTERM" {
		t.Errorf("STOPSIGNAL %s, want SIGTERM", signal)
	}
	for _, instruction := range []string{"ENTRYPOINT", "CMD"} {
		var words []string
		if err := json.Unmarshal([]byte(final.only(t, instruction)), &words); err != nil {
			t.Errorf("%s is not in the exec form, so a shell would get the signals: %v", instruction, err)
		}
	}
	if exposed := final.all("EXPOSE"); len(exposed) > 0 {
		t.Errorf("%q: the ports differ by service", exposed)
	}
}

func TestBaseImagesArePinned(t *testing.T) {
	pinned := regexp.MustCompile(`^[a-z]+:[0-9]+[.0-9]*-[a-z-]+$`)
	for _, s := range stages(read(t, "Dockerfile")) {
		if s.image != "scratch" && !pinned.MatchString(s.image) {
			t.Errorf("FROM %s: want name:version-variant", s.image)
		}
	}
	for name, c := range readCompose(t).Services {
		if c.Build.Context == "" && !pinned.MatchString(c.Image) {
			t.Errorf("%s: image %s: want name:version-variant", name, c.Image)
		}
	}
}

func TestTheImageHasTheGoThatTheModulesAskFor(t *testing.T) {
	var image string
	for _, s := range stages(read(t, "Dockerfile")) {
		if version, found := strings.CutPrefix(s.image, "golang:"); found {
			image, _, _ = strings.Cut(version, "-")
		}
	}
	for _, module := range []string{"shared", "services/storefront", "services/admin"} {
		text, err := os.ReadFile(filepath.Join(repository, module, "go.mod"))
		if err != nil {
			t.Fatal(err)
		}
		wanted := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindSubmatch(text)
		if wanted == nil || string(wanted[1]) != image {
			t.Errorf("%s/go.mod asks for %s, the image has Go %s", module, wanted, image)
		}
	}
}

func TestEverythingCopiedIsInTheRepositoryAndSent(t *testing.T) {
	ignored := readIgnored(t)
	for _, s := range stages(read(t, "Dockerfile")) {
		for _, step := range s.all("COPY") {
			from, sources, _ := step.copies()
			for _, source := range sources {
				for _, service := range services {
					name := strings.ReplaceAll(source, "${SERVICE}", service)
					if _, err := os.Stat(filepath.Join(repository, name)); from == "" && (err != nil || ignored.match(name)) {
						t.Errorf("COPY %s: kept back: %v, %v", name, ignored.match(name), err)
					}
				}
			}
		}
	}
}

func TestModulesAreFetchedBeforeTheSourceIsCopied(t *testing.T) {
	for _, s := range stages(read(t, "Dockerfile")) {
		fetched := slices.IndexFunc(s.steps, func(s step) bool {
			return s.instruction == "RUN" && (strings.HasPrefix(s.rest, "npm ci") || strings.HasSuffix(s.rest, "mod download"))
		})
		copied := slices.IndexFunc(s.steps, func(s step) bool {
			return s.instruction == "COPY" && !strings.Contains(s.rest, "go.mod") && !strings.Contains(s.rest, "package.json")
		})
		if s.image != "scratch" && (fetched < 0 || fetched > copied) {
			t.Errorf("stage %s: a change of the source fetches every module again", s.name)
		}
	}
}
