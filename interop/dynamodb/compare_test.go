//go:build interop

package dynamodb

// The comparison: every request of the suite goes to DynamoDB Local and to the emulator.

import (
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/shardkeeper/shardkeeper/emulator"
)

func TestTheEmulatorAnswersAsDynamoDBLocalDoes(t *testing.T) {
	local := server{"DynamoDB Local", startLocal(t)}
	var emu emulator.Emulator
	web := httptest.NewServer(&emu)
	t.Cleanup(web.Close)
	ours := server{"the emulator", web.URL}
	reasons, seen := readDifferences(t), map[string]bool{}
	for _, subject := range readSuite(t) {
		title, _, _ := strings.Cut(subject[0].name, "/")
		t.Run(title, func(t *testing.T) {
			agree := 0
			for _, r := range subject {
				theirs, mine := local.ask(t, r).normal(r), ours.ask(t, r).normal(r)
				seen[r.name] = true
				switch reason := reasons[r.name]; {
				case theirs != mine && reason == "":
					t.Errorf("%s\n%s %.600s\n%s", r.name, r.operation, r.document, contrast(theirs, mine))
				case theirs == mine && reason != "":
					t.Errorf("%s: both answer the same; take it out of differences.txt", r.name)
				default:
					agree++
				}
			}
			t.Logf("%d of %d requests agree, or differ as they are meant to", agree, len(subject))
		})
	}
	for name := range reasons {
		if !seen[name] && os.Getenv("INTEROP_ONLY") == "" {
			t.Errorf("%s is in differences.txt and not in the suite", name)
		}
	}
}

// contrast is two answers line by line: what they share, what only one has.
func contrast(theirs, ours string) string {
	var out strings.Builder
	a, b := strings.Split(strings.TrimSpace(theirs), "\n"), strings.Split(strings.TrimSpace(ours), "\n")
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	for _, line := range a {
		out.WriteString("  local: " + line + "\n")
	}
	for _, line := range b {
		out.WriteString("  ours:  " + line + "\n")
	}
	return out.String()
}
