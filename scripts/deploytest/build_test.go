package deploytest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// programs are built once, whatever tests ask for them.
var programs = map[string]func() (string, error){
	"storefront": sync.OnceValues(func() (string, error) { return build("storefront") }),
	"admin":      sync.OnceValues(func() (string, error) { return build("admin") }),
}

// program returns the path of the service as the Dockerfile builds it.
func program(t *testing.T, service string) string {
	t.Helper()
	path, err := programs[service]()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// release is the version and the revision that the programs are built as.
var release = []string{"v0.0.7", "abc123"}

func TestTheRecipeBuildsEachServiceOfWhatItCopies(t *testing.T) {
	for _, service := range services {
		out, err := exec.Command(program(t, service), "version").Output()
		if want := service + " " + strings.Join(release, " (") + ", "; err != nil || !strings.HasPrefix(string(out), want) {
			t.Errorf("the program of the %s image says %q, %v", service, out, err)
		}
	}
}

// build follows the Dockerfile's Go stage for a service, and returns what the
// final stage copies from it as the entry point.
func build(service string) (string, error) {
	text, err := os.ReadFile(filepath.Join(repository, "deploy", "Dockerfile"))
	if err != nil {
		return "", err
	}
	ignore, err := os.ReadFile(filepath.Join(repository, "deploy", "Dockerfile.dockerignore"))
	if err != nil {
		return "", err
	}
	all := stages(string(text))
	b := builder{root: filepath.Join(scratch, service), service: service, ignored: parseIgnored(string(ignore))}
	b.env = append(os.Environ(), "VERSION="+release[0], "REVISION="+release[1])
	for _, s := range all {
		if s.name != "program" {
			continue
		}
		for _, step := range s.steps {
			if err := b.follow(step); err != nil {
				return "", fmt.Errorf("SERVICE=%s: %s %s: %w", service, step.instruction, step.rest, err)
			}
		}
	}
	for _, copied := range all[len(all)-1].all("COPY") {
		if from, sources, target := copied.copies(); from == "program" && target == "/service" {
			return filepath.Join(b.root, sources[0]), nil
		}
	}
	return "", errors.New("the final stage copies no /service")
}

// builder does in a folder what Docker does in an image. The stage pages is the
// working tree: its pages are built already, or placeholders.
type builder struct {
	root, dir string
	service   string
	ignored   ignored
	env       []string
}

func (b *builder) follow(s step) error {
	s.rest = strings.ReplaceAll(s.rest, "${SERVICE}", b.service)
	switch s.instruction {
	case "ARG":
		return nil
	case "ENV":
		b.env = append(b.env, strings.Fields(s.rest)...)
		return nil
	case "WORKDIR":
		b.dir = filepath.Join(b.root, s.rest)
		return os.MkdirAll(b.dir, 0o755)
	case "COPY":
		return b.copyAll(s)
	case "RUN":
		cmd := exec.Command("sh", "-c", s.rest)
		cmd.Dir, cmd.Env = b.dir, b.env
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
		return nil
	default:
		return errors.New("this test cannot follow it")
	}
}

func (b *builder) copyAll(s step) error {
	from, sources, target := s.copies()
	for _, source := range sources {
		out := func(name string) bool { return b.ignored.match(name) }
		if from != "" {
			source, out = strings.TrimPrefix(source, "/src/"), func(string) bool { return false }
		}
		into := filepath.Join(b.dir, target)
		if strings.HasSuffix(target, "/") {
			into = filepath.Join(into, filepath.Base(source))
		}
		if err := copyTree(source, into, out); err != nil {
			return err
		}
	}
	return nil
}

// copyTree copies a file or the content of a folder of the repository, without
// what is kept out.
func copyTree(source, target string, out func(string) bool) error {
	tree := os.DirFS(repository)
	return fs.WalkDir(tree, source, func(name string, entry fs.DirEntry, err error) error {
		into := filepath.Join(target, strings.TrimPrefix(name, source))
		switch {
		case err != nil:
			return err
		case out(name) && entry.IsDir():
			return fs.SkipDir
		case out(name):
			return nil
		case entry.IsDir():
			return os.MkdirAll(into, 0o755)
		}
		content, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(into), 0o755); err != nil {
			return err
		}
		return os.WriteFile(into, content, 0o600)
	})
}
