package dynamodb

// What needs no Java: the suite is read, the differences are, and answers are compared.

import (
	"strings"
	"testing"
)

// Broken by: a name in differences.txt that no request has.
func TestEveryDifferenceNamesARequestOfTheSuite(t *testing.T) {
	d := readDifferences(t)
	for _, subject := range readSuite(t) {
		for _, r := range subject {
			if d.seen[r.name] {
				t.Errorf("%s: two requests have this name", r.name)
			}
			d.seen[r.name] = true
		}
	}
	for _, w := range d.wordings {
		w.used = true
	}
	for _, what := range d.gone() {
		t.Errorf("differences.txt: %s", what)
	}
}

func TestASubjectIsLinesOfRequests(t *testing.T) {
	got, err := parseSubject("s", "let T = \"t\"\nlet TT = <<x*3>>\n== one\n# a remark\nall Scan {\"a\":$T,\n \"b\":\"$TT\"}\nsorted Query [<<{i}*3|,>>]\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []request{
		{name: "s/one/1", operation: "Scan", document: `{"a":"t","b":"xxx"}`, all: true},
		{name: "s/one/2", operation: "Query", document: `[0,1,2]`, sorted: true},
	}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestDifferencesHaveReasons(t *testing.T) {
	for text, want := range map[string]string{
		"a/b/1":                           "has no reason",
		"# why\na/b/1\na/b/1":             "is listed twice",
		"# why\nlocal: x\nlocal: y":       "is not followed",
		"# why\nours: x":                  "does not follow",
		"# why\nlocal: x\nours: y\n\na/b": "",
	} {
		_, err := parseDifferences(text)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// Broken by: comparing messages alone, so that a conflict passes for a refusal; not marking a wording as used.
func TestARefusalInOtherWordsIsTheSameRefusal(t *testing.T) {
	d, err := parseDifferences("# Java\nlocal: no * here\nours: there is no *\n")
	if err != nil {
		t.Fatal(err)
	}
	refused := func(status int, kind, message string) answer {
		return answer{status, map[string]any{"__type": "x#" + kind, "message": message}}
	}
	local := refused(400, "ValidationException", "no table here")
	for _, c := range []struct {
		ours answer
		same bool
	}{
		{refused(400, "ResourceNotFoundException", "there is no table"), false},
		{refused(500, "ValidationException", "there is no table"), false},
		{refused(400, "ValidationException", "none"), false},
		{refused(400, "ValidationException", "there is no table"), true},
	} {
		if len(d.gone()) == 0 {
			t.Error("the wording is used before anything needs it")
		}
		if same := d.reworded(local, c.ours).normal(request{}) == c.ours.normal(request{}); same != c.same {
			t.Errorf("%v: the same is %v, want %v", c.ours, same, c.same)
		}
	}
	if gone := d.gone(); gone != nil {
		t.Errorf("the wording was used, and: %v", gone)
	}
}

// Broken by: leaving sets as they come.
func TestAnswersAgreeWhateverOrderTheServiceDoesNotPromise(t *testing.T) {
	a := answer{200, map[string]any{"Items": []any{"x", "y"}, "Item": map[string]any{"s": map[string]any{"SS": []any{"a", "b"}}}, "TableId": "1"}}
	b := answer{200, map[string]any{"Items": []any{"y", "x"}, "Item": map[string]any{"s": map[string]any{"SS": []any{"b", "a"}}}}}
	if scan := (request{operation: "Scan"}); a.normal(scan) != b.normal(scan) {
		t.Error(contrast(a.normal(scan), b.normal(scan)))
	}
	if query := (request{operation: "Query"}); a.normal(query) == b.normal(query) {
		t.Error("the items of a Query are in order")
	}
}
