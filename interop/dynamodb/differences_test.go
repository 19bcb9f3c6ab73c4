package dynamodb

// The differences that are meant. differences.txt has their reasons, each in lines that begin with
// "# ", and under it the names of the requests, or how DynamoDB Local words a refusal and how the
// emulator does: two lines "local: " and "ours: ", in which * stands for any text.

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// differences are what is listed, and which of it the run has seen.
type differences struct {
	requests map[string]string // reasons by the names of requests
	wordings []*wording
	seen     map[string]bool // of requests, those that were made
}

// A wording is one refusal in two texts.
type wording struct {
	text        string
	local, ours *regexp.Regexp
	used        bool
}

func readDifferences(t testing.TB) *differences {
	t.Helper()
	text, err := os.ReadFile("differences.txt")
	if err != nil {
		t.Fatal(err)
	}
	d, err := parseDifferences(string(text))
	if err != nil {
		t.Fatalf("differences.txt: %v", err)
	}
	return d
}

func parseDifferences(text string) (*differences, error) {
	d := &differences{requests: map[string]string{}, seen: map[string]bool{}}
	reason, fresh := "", false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		more, isReason := strings.CutPrefix(line, "# ")
		local, isLocal := strings.CutPrefix(line, "local:")
		ours, isOurs := strings.CutPrefix(line, "ours:")
		switch {
		case line == "":
		case isReason && fresh:
			reason = reason + " " + more
		case isReason:
			reason = more
		case reason == "":
			return nil, fmt.Errorf("%s has no reason", line)
		case isLocal:
			d.wordings = append(d.wordings, &wording{text: line, local: pattern(strings.TrimSpace(local))})
		case isOurs:
			if len(d.wordings) == 0 || d.wordings[len(d.wordings)-1].ours != nil {
				return nil, fmt.Errorf("%s does not follow a line of local", line)
			}
			d.wordings[len(d.wordings)-1].ours = pattern(strings.TrimSpace(ours))
		case d.requests[line] != "":
			return nil, fmt.Errorf("%s is listed twice", line)
		default:
			d.requests[line] = reason
		}
		fresh = isReason
	}
	for _, w := range d.wordings {
		if w.ours == nil {
			return nil, fmt.Errorf("%s is not followed by a line of ours", w.text)
		}
	}
	return d, nil
}

// pattern is a text in which * stands for any.
func pattern(text string) *regexp.Regexp {
	return regexp.MustCompile("(?s)^" + strings.ReplaceAll(regexp.QuoteMeta(text), `\*`, ".*") + "$")
}

// reworded is a refusal of DynamoDB Local with the emulator's words, where both are listed as one.
func (d *differences) reworded(local, ours answer) answer {
	if local.status == 200 || local.status != ours.status {
		return local
	}
	theirs, mine := refusal(local.document), refusal(ours.document)
	if theirs["type"] != mine["type"] {
		return local
	}
	theirs["message"] = d.meant(theirs["message"], mine["message"])
	all, _ := theirs["CancellationReasons"].([]any)
	others, _ := mine["CancellationReasons"].([]any)
	for i := range min(len(all), len(others)) {
		one, _ := all[i].(map[string]any)
		other, _ := others[i].(map[string]any)
		if one["Message"] != nil {
			one["Message"] = d.meant(one["Message"], other["Message"])
		}
	}
	return answer{local.status, theirs}
}

// meant is the second of two texts if the first means it.
func (d *differences) meant(local, ours any) any {
	theirs, _ := local.(string)
	mine, _ := ours.(string)
	if theirs == mine {
		return local
	}
	for _, w := range d.wordings {
		if w.local.MatchString(theirs) && w.ours.MatchString(mine) {
			w.used = true
			return ours
		}
	}
	return local
}

// gone is what a whole run did not need.
func (d *differences) gone() []string {
	var all []string
	for name := range d.requests {
		if !d.seen[name] {
			all = append(all, name+" is no request of the suite")
		}
	}
	for _, w := range d.wordings {
		if !w.used {
			all = append(all, "no two answers differ any more as in "+w.text)
		}
	}
	return all
}
