package dynamodb

// The suite: requests in suite/*.txt. A line is an operation and its document; a line that begins
// with a blank goes on with the one before. "== title" begins a section, "let NAME = text" says what
// $NAME stands for in the rest of the file, and <<text*3|,>> is text three times with commas between,
// {i} in it being 0, 1, 2. Before the operation, "all" asks for every page and compares what they
// have together; "sorted" compares items in no order.

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A request is one line of the suite.
type request struct {
	name                string // subject/section/number
	operation, document string
	all, sorted         bool
}

// readSuite reads every request, in order, by subject.
func readSuite(t testing.TB) [][]request {
	t.Helper()
	files, err := filepath.Glob("suite/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no suite: %v", err)
	}
	var all [][]request
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		requests, err := parseSubject(strings.TrimSuffix(filepath.Base(file), ".txt"), string(text))
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all = append(all, requests)
	}
	return all
}

func parseSubject(subject, text string) ([]request, error) {
	var all []request
	section, number, short := "", 0, strings.NewReplacer()
	var lets []string
	text = regexp.MustCompile(`\n[ \t]+`).ReplaceAllString(text, "")
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		title, isTitle := strings.CutPrefix(line, "== ")
		let, isLet := strings.CutPrefix(line, "let ")
		switch {
		case line == "" || line[0] == '#':
		case isTitle:
			section, number = title, 0
		case isLet:
			name, meaning, _ := strings.Cut(let, " = ")
			lets = append([]string{"$" + name, repeated(short.Replace(meaning))}, lets...) // the first that fits counts
			short = strings.NewReplacer(lets...)
		default:
			number++
			r, err := parseRequest(short.Replace(line))
			if err != nil {
				return nil, fmt.Errorf("%s %d: %w", section, number, err)
			}
			r.name = fmt.Sprintf("%s/%s/%d", subject, section, number)
			all = append(all, r)
		}
	}
	return all, nil
}

func parseRequest(line string) (request, error) {
	var r request
	for {
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "all":
			r.all = true
		case "sorted":
			r.sorted = true
		default:
			r.operation, r.document = word, repeated(rest)
			if r.document == "" {
				return r, fmt.Errorf("%s has no document", word)
			}
			return r, nil
		}
		line = rest
	}
}

var repetition = regexp.MustCompile(`<<(.*?)\*(\d+)(?:\|(.*?))?>>`)

// repeated writes out repetitions.
func repeated(text string) string {
	return repetition.ReplaceAllStringFunc(text, func(found string) string {
		parts := repetition.FindStringSubmatch(found)
		n, _ := strconv.Atoi(parts[2]) // the pattern has digits only
		if parts[3] == "" && !strings.Contains(parts[1], "{i}") {
			return strings.Repeat(parts[1], n)
		}
		var out strings.Builder
		for i := range n {
			if i > 0 {
				out.WriteString(parts[3])
			}
			out.WriteString(strings.ReplaceAll(parts[1], "{i}", strconv.Itoa(i)))
		}
		return out.String()
	})
}
