package deploytest

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// variable is a line of the table that --help prints.
type variable struct {
	secret             bool // also as NAME_FILE
	inDevelopment      string
	inProduction       string
	neededInProduction bool
}

// variables returns what a service reads from its environment.
func variables(t *testing.T, service string) map[string]variable {
	t.Helper()
	out, err := exec.Command(program(t, service), "--help").Output()
	if err != nil {
		t.Fatalf("%s --help: %v", service, err)
	}
	_, table, found := strings.Cut(string(out), "\nVARIABLE ")
	if !found {
		t.Fatalf("%s --help has no table of variables", service)
	}
	head, rows, _ := strings.Cut("VARIABLE "+table, "\n")
	second, third := strings.Index(head, "DEFAULT"), strings.Index(head, "MEANING")
	all := map[string]variable{}
	for row := range strings.Lines(rows) {
		name, secret := strings.CutSuffix(strings.TrimSpace(row[:second]), "[_FILE]")
		all[name] = parseVariable(strings.TrimSpace(row[second:third]), secret)
	}
	return all
}

var productionDefault = regexp.MustCompile(`^(.*) \((.*) in production\)$`)

func parseVariable(text string, secret bool) variable {
	v := variable{secret: secret, inDevelopment: text, inProduction: text, neededInProduction: text == "development only"}
	if m := productionDefault.FindStringSubmatch(text); m != nil {
		v.inDevelopment, v.inProduction = m[1], m[2]
	}
	return v
}

// duration is what a service takes a variable for, where compose.yml sets none.
func duration(t *testing.T, service, name string) time.Duration {
	t.Helper()
	text, set := readCompose(t).Services[service].Environment[name]
	if !set {
		text = variables(t, service)[name].inProduction
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatalf("%s of %s: %v", name, service, err)
	}
	return d
}
