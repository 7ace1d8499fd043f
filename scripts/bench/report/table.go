package report

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// PrintHead writes what all of a run has in common, as Markdown, which is read
// as well in a terminal.
func (r Report) PrintHead(w io.Writer) error {
	var b strings.Builder
	m := r.Machine
	fmt.Fprintf(&b, "%s, commit %s, load before %s\n", r.Began.UTC().Format(time.DateTime), r.Commit, r.Load)
	fmt.Fprintf(&b, "%s, %d cores, %d GiB, Linux %s, %s, Redis %s\n", m.Processor, m.Cores, m.RAM>>30, m.Kernel, m.Go, m.Redis)
	fmt.Fprintf(&b, "`%s`\n", strings.Join(r.Command, " "))
	if r.Quick {
		b.WriteString("A quick run: smaller and shorter, it compares with nothing.\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Print writes what one scenario found, as Markdown.
func (s Section) Print(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "\n## %s\n\n%s Took %.0f s, during which other processes used %.0f %% of a core.\n\n", s.Name, s.About, s.Seconds, s.Others)
	table(&b, s.Rows)
	_, err := io.WriteString(w, b.String())
	return err
}

var heading = []string{"", "Footfall", "target", "", "Phoenix", "Centrifugo"}

// table writes the rows, and under them what is to be said about some.
func table(b *strings.Builder, rows []Row) {
	lines := [][]string{heading}
	var notes []string
	for _, r := range rows {
		ours := r.Ours
		for _, note := range r.Notes {
			notes = append(notes, note)
			ours += fmt.Sprintf(" [%d]", len(notes))
		}
		lines = append(lines, []string{r.What, ours, r.Target, string(r.Verdict), r.Phoenix, r.Centrifugo})
	}
	widths := make([]int, len(heading))
	for _, line := range lines {
		for i, cell := range line {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell), 3)
		}
	}
	for i, line := range lines {
		row(b, line, widths, " ")
		if i == 0 {
			row(b, make([]string, len(heading)), widths, "-")
		}
	}
	for i, note := range notes {
		if i == 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(b, "[%d] %s  \n", i+1, note)
	}
}

func row(b *strings.Builder, cells []string, widths []int, fill string) {
	for i, cell := range cells {
		b.WriteString("| " + cell + strings.Repeat(fill, widths[i]-utf8.RuneCountInString(cell)) + " ")
	}
	b.WriteString("|\n")
}
