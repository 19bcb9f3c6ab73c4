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

// INTEROP_ONLY, if set, tells that -run picks subjects, so that what others need is not missed.
func TestTheEmulatorAnswersAsDynamoDBLocalDoes(t *testing.T) {
	local := server{"DynamoDB Local", startLocal(t)}
	var emu emulator.Emulator
	web := httptest.NewServer(&emu)
	t.Cleanup(web.Close)
	ours := server{"the emulator", web.URL}
	listed := readDifferences(t)
	for _, subject := range readSuite(t) {
		title, _, _ := strings.Cut(subject[0].name, "/")
		t.Run(title, func(t *testing.T) {
			agree := 0
			for _, r := range subject {
				if listed.compare(t, r, local.ask(t, r), ours.ask(t, r)) {
					agree++
				}
			}
			t.Logf("%d of %d requests agree, or differ as they are meant to", agree, len(subject))
		})
	}
	if os.Getenv("INTEROP_ONLY") != "" {
		return
	}
	for _, what := range listed.gone() {
		t.Errorf("differences.txt: %s", what)
	}
}

// compare tells whether two answers agree, or differ as is listed.
func (d *differences) compare(t *testing.T, r request, local, ours answer) bool {
	t.Helper()
	theirs, mine := d.reworded(local, ours).normal(r), ours.normal(r)
	d.seen[r.name] = true
	reason := d.requests[r.name]
	switch {
	case theirs == mine && reason != "":
		t.Errorf("%s: both answer the same; take it out of differences.txt", r.name)
		return false
	case theirs == mine, reason != "":
		return true
	}
	t.Errorf("%s\n%s %.300s\n%s", r.name, r.operation, r.document, contrast(theirs, mine))
	return false
}
