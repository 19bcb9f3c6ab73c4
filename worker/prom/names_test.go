package prom

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/shardkeeper/shardkeeper/worker"
)

// Broken by: a metric that is renamed, added or removed here or in the document alone.
func TestTheDocumentNamesEveryMetricAndNoOther(t *testing.T) {
	text, err := os.ReadFile("../../docs/metrics.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := sorted(regexp.MustCompile(`shardkeeper_[a-z_]+`).FindAllString(string(text), -1))
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
