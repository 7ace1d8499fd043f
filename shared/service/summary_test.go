package service

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestWhatIsRepeatedIsSummedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out lockedText
		log := Logger(&out, Base{LogFormat: "text"}, "x")
		for i := range 1000 {
			log.With("path", "/a").Warn("refused", "n", i)
		}
		if got := strings.Count(out.take(), "refused"); got != 5 {
			t.Errorf("at once: %d lines", got)
		}
		<-time.After(11 * time.Second)
		if last := out.take(); strings.Count(last, "\n") != 1 || !strings.Contains(last, "msg=refused service=x path=/a n=999 repeated=995\n") {
			t.Errorf("the summary is %s", last)
		}
		log.Warn("refused")
		<-time.After(11 * time.Second)
		if got := out.take(); strings.Count(got, "\n") != 1 || strings.Contains(got, "repeated") {
			t.Errorf("later: %s", got)
		}
	})
}

func TestOnlyWarningsOfOneTextAreSummedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out lockedText
		log := Logger(&out, Base{}, "x")
		for range 20 {
			log.Info("socket closed")
			log.Warn("one")
			log.Warn("two")
			log.Error("one", "err", errors.New("x"))
		}
		written := out.take()
		for text, want := range map[string]int{"socket closed": 20, `"WARN","msg":"one"`: 5, `"two"`: 5, `"ERROR","msg":"one"`: 5} {
			if got := strings.Count(written, text); got != want {
				t.Errorf("%s: %d lines, want %d", text, got, want)
			}
		}
		<-time.After(11 * time.Second)
		if got := out.take(); strings.Count(got, `"repeated":15`) != 3 {
			t.Errorf("summaries:\n%s", got)
		}
	})
}

func TestLevelsStayWithSummaries(t *testing.T) {
	var out strings.Builder
	log := Logger(&out, Base{LogLevel: slog.LevelError}, "x")
	log.Warn("quiet")
	if out.String() != "" {
		t.Errorf("got %s", out.String())
	}
}
