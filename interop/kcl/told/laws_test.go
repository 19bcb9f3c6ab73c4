package told

import (
	"slices"
	"strings"
	"testing"
)

// lines are what one worker said; a line that begins with ">" is another's.
func lines(t *testing.T, text string) []Line {
	t.Helper()
	var all []Line
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		worker := "w1"
		if rest, ok := strings.CutPrefix(line, ">"); ok {
			worker, line = "w2", rest
		}
		l, err := Parse(worker, line)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, l)
	}
	return all
}

// Broken by: Missing takes every line for a record that was heard.
func TestARecordThatNobodyWasGivenIsMissing(t *testing.T) {
	heard := lines(t, `
		record s 100 blue 0
		> record s 102 blue 2`)
	got := Missing(heard, []Put{{Key: "blue"}, {Key: "blue", Number: 1}, {Key: "blue", Number: 2}})
	if want := []Put{{Key: "blue", Number: 1}}; !slices.Equal(got, want) {
		t.Errorf("missing = %v, want %v", got, want)
	}
}

// Broken by: Disorder does not look whether a record was heard before.
func TestARepeatedRecordIsNoDisorder(t *testing.T) {
	heard := lines(t, `
		record s 100 blue 0
		record s 101 blue 1
		> record s 100 blue 0
		> record s 101 blue 1
		> record s 102 blue 2`)
	if got := Disorder(heard); got != nil {
		t.Errorf("disorder = %q, want none", got)
	}
}

// Broken by: Disorder compares with > where < is meant, or keeps one latest number for all keys.
func TestARecordAfterALaterOneOfItsKeyIsDisorder(t *testing.T) {
	heard := lines(t, `
		record s 100 blue 5
		record s 101 red 0
		> record t 102 blue 4`)
	got := Disorder(heard)
	if want := []string{"w2 gave blue/4 in t after 5 of that key"}; !slices.Equal(got, want) {
		t.Errorf("disorder = %q, want %q", got, want)
	}
}

// Broken by: Early looks at the first parent only.
func TestAChildThatBeganBeforeBothParentsEndedIsEarly(t *testing.T) {
	parents := map[string][]string{"c": {"a", "b"}}
	heard := lines(t, `
		start a TRIM_HORIZON
		> start b TRIM_HORIZON
		end a
		start c TRIM_HORIZON
		> end b`)
	got := Early(heard, parents)
	if want := []string{"w1 began c before the end of its parent b"}; !slices.Equal(got, want) {
		t.Errorf("early = %q, want %q", got, want)
	}
}

// Broken by: Astray compares shards alone.
func TestARecordUnderAnotherSequenceNumberIsAstray(t *testing.T) {
	heard := lines(t, `
		record s 100 blue 0
		record s 999 blue 1
		record s 100 probe 0`)
	got := Astray(heard, []Put{{"blue", 0, "s", "100"}, {"blue", 1, "s", "101"}})
	if want := []string{"blue/1 came from s at 999; it was put into s at 101"}; !slices.Equal(got, want) {
		t.Errorf("astray = %q, want %q", got, want)
	}
}

// Broken by: Parse does not count words.
func TestATornLineIsRefused(t *testing.T) {
	for _, text := range []string{"", "record s 100 blue", "record s 100 blue x", "start s"} {
		if l, err := Parse("w1", text); err == nil {
			t.Errorf("Parse(%q) = %+v, want an error", text, l)
		}
	}
}
