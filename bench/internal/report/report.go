// Package report puts what was measured into a document that people write: into sections between two
// comments, <!-- name --> and <!-- /name -->. What stands around them is left as it is.
package report

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// ErrNoSection says that a document has no such section.
var ErrNoSection = errors.New("report: no such section in the document")

// Fill replaces a section of a file.
func Fill(path, section, text string) error {
	before, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("report: read the document: %w", err)
	}
	after, err := replace(string(before), section, text)
	if err != nil {
		return fmt.Errorf("report: fill in %s: %w", section, err)
	}
	if err := os.WriteFile(path, []byte(after), 0o644); err != nil {
		return fmt.Errorf("report: write the document: %w", err)
	}
	return nil
}

func replace(document, section, text string) (string, error) {
	head, rest, begins := strings.Cut(document, "<!-- "+section+" -->")
	_, tail, ends := strings.Cut(rest, "<!-- /"+section+" -->")
	if !begins || !ends {
		return "", ErrNoSection
	}
	return head + "<!-- " + section + " -->\n" + strings.TrimRight(text, "\n") + "\n<!-- /" + section + " -->" + tail, nil
}

// Markdown is a table; the first row is its head, and right says how many of the last columns are numbers.
func Markdown(rows [][]string, right int) string {
	var out strings.Builder
	for i, row := range rows {
		out.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i == 0 {
			out.WriteString("|" + strings.Repeat(" --- |", len(row)-right) + strings.Repeat(" ---: |", right) + "\n")
		}
	}
	return out.String()
}
