package dynamodb

// The differences that are meant: differences.txt has their reasons, each in lines that begin with
// "# ", and under it the names of the requests.

import (
	"os"
	"strings"
	"testing"
)

// readDifferences reads the reasons by the names of the requests.
func readDifferences(t testing.TB) map[string]string {
	t.Helper()
	text, err := os.ReadFile("differences.txt")
	if err != nil {
		t.Fatal(err)
	}
	reasons, reason, fresh := map[string]string{}, "", true
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		more, isReason := strings.CutPrefix(line, "# ")
		switch {
		case line == "":
		case isReason && fresh:
			reason = strings.TrimSpace(reason + " " + more)
		case isReason:
			reason, fresh = more, true
		case reason == "":
			t.Fatalf("differences.txt: %s has no reason", line)
		case reasons[line] != "":
			t.Fatalf("differences.txt: %s is listed twice", line)
		default:
			reasons[line], fresh = reason, false
		}
	}
	return reasons
}
