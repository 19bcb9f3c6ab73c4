package prom

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/shardkeeper/shardkeeper/fanout"
	"github.com/shardkeeper/shardkeeper/worker"
)

// Broken by: a metric that is renamed, added or removed here or in the document alone.
func TestTheDocumentNamesEveryMetricAndNoOther(t *testing.T) {
	documented := sorted(regexp.MustCompile(`shardkeeper_[a-z_]+`).FindAllString(text(t, "../../docs/metrics.md"), -1))
	if described := describedNames(); !slices.Equal(described, documented) {
		for _, name := range described {
			if !slices.Contains(documented, name) {
				t.Errorf("%s is not in docs/metrics.md", name)
			}
		}
		for _, name := range documented {
			if !slices.Contains(described, name) {
				t.Errorf("docs/metrics.md names %s, which there is not", name)
			}
		}
	}
}

func describedNames() []string {
	to := make(chan *prometheus.Desc)
	go func() {
		defer close(to)
		with(worker.Status{}, Options{PerShard: true}).Describe(to)
	}()
	var names []string
	for d := range to {
		names = append(names, regexp.MustCompile(`shardkeeper_[a-z_]+`).FindString(d.String()))
	}
	return sorted(names)
}

func sorted(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// Broken by: a state that is added or renamed in worker, here, or in a document alone.
func TestEveryStateOfAShardIsExportedAndExplained(t *testing.T) {
	states := slices.Concat(ofHeld[:], ofAll[:])
	source := text(t, "../status.go")
	if declared := regexp.MustCompile(`ShardCode = "[a-z_]+"`).FindAllString(source, -1); len(declared) != len(states) {
		t.Errorf("worker declares %d states, want the %d that are exported: %q", len(declared), len(states), declared)
	}
	status, metrics := text(t, "../../docs/status.md"), text(t, "../../docs/metrics.md")
	for _, state := range states {
		for name, has := range map[string]bool{
			"worker/status.go": strings.Contains(source, fmt.Sprintf("ShardCode = %q", state)),
			"docs/status.md":   strings.Contains(status, fmt.Sprintf("\n| `%s` |", state)),
			"docs/metrics.md":  strings.Contains(metrics, fmt.Sprintf("`%s`", state)),
		} {
			if !has {
				t.Errorf("%s does not have the state %s", name, state)
			}
		}
	}
}

// Broken by: a reason that is renamed in fanout alone.
func TestTheDocumentNamesEveryReasonOfAFailedSubscription(t *testing.T) {
	metrics := text(t, "../../docs/metrics.md")
	for _, reason := range fanout.Reasons() {
		if label := strings.ReplaceAll(reason, " ", "_"); !strings.Contains(metrics, fmt.Sprintf("`%s`", label)) {
			t.Errorf("docs/metrics.md does not name the reason %s", label)
		}
	}
}

func text(t *testing.T, file string) string {
	t.Helper()
	bytes, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes)
}
