package report

import (
	"errors"
	"testing"
)

// Broken by: a section that swallows what follows it; a second filling that keeps the first.
func TestASectionIsReplacedAndNothingElse(t *testing.T) {
	document := "a\n<!-- one -->\nold\n<!-- /one -->\nb\n<!-- two -->\n<!-- /two -->\nc\n"
	once, err := replace(document, "one", "new\n\n")
	if err != nil {
		t.Fatal(err)
	}
	twice, err := replace(once, "one", "new")
	if want := "a\n<!-- one -->\nnew\n<!-- /one -->\nb\n<!-- two -->\n<!-- /two -->\nc\n"; once != want || twice != want || err != nil {
		t.Errorf("got %q, then %q, %v", once, twice, err)
	}
	if _, err := replace(document, "three", "new"); !errors.Is(err, ErrNoSection) {
		t.Errorf("a section that is not there: %v", err)
	}
}

// Broken by: numbers to the left.
func TestATableOfMarkdown(t *testing.T) {
	got := Markdown([][]string{{"name", "n"}, {"a", "1"}}, 1)
	if want := "| name | n |\n| --- | ---: |\n| a | 1 |\n"; got != want {
		t.Errorf("got %q", got)
	}
}
