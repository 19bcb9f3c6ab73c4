package prom

// The text format, as the tests expect it.

import (
	"fmt"
	"strings"
)

// byState is the text of a gauge with the label state.
func byState(name, help string, series ...string) string {
	var text strings.Builder
	fmt.Fprintf(&text, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name)
	for _, s := range series {
		state, n, _ := strings.Cut(s, " ")
		fmt.Fprintf(&text, "%s{application=\"billing\",state=%q,stream=\"orders\"} %s\n", name, state, n)
	}
	return text.String()
}

// histogram is the text of one, from its cumulative buckets.
func histogram(name string, sum float64, buckets ...string) string {
	var text strings.Builder
	var n string
	for _, b := range buckets {
		var le string
		le, n, _ = strings.Cut(b, " ")
		fmt.Fprintf(&text, "%s_bucket{LABELS,le=%q} %s\n", name, le, n)
	}
	fmt.Fprintf(&text, "%s_sum{LABELS} %v\n%s_count{LABELS} %s\n", name, sum, name, n)
	return text.String()
}
