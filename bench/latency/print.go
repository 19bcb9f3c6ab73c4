package main

// What is printed: quantiles.

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/shardkeeper/shardkeeper/bench/internal/chart"
)

// A line is of one mode.
type line struct {
	Mode    string        `json:"mode"`
	Records int           `json:"records"`
	P50     time.Duration `json:"p50_ns"`
	P99     time.Duration `json:"p99_ns"`
	P999    time.Duration `json:"p99.9_ns"`
	Max     time.Duration `json:"max_ns"`
}

func lineOf(s chart.Sample) line {
	sorted := slices.Sorted(slices.Values(s.Values))
	return line{
		Mode: s.Name, Records: len(sorted),
		P50: quantile(sorted, 0.5), P99: quantile(sorted, 0.99), P999: quantile(sorted, 0.999), Max: quantile(sorted, 1),
	}
}

// quantile is the least value that a share of all values do not exceed.
func quantile(sorted []time.Duration, share float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[max(int(math.Ceil(share*float64(len(sorted))))-1, 0)]
}

func (s setup) print(out io.Writer, samples []chart.Sample) error {
	if s.json {
		e := json.NewEncoder(out)
		for _, sample := range samples {
			if err := e.Encode(lineOf(sample)); err != nil {
				return fmt.Errorf("latency: print: %w", err)
			}
		}
		return nil
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, row := range rows(samples) {
		fmt.Fprintln(t, strings.Join(row, "\t")+"\t")
	}
	return t.Flush()
}

// numbers is how many of the last columns of a row are.
const numbers = 5

// rows are the table's, with a head.
func rows(samples []chart.Sample) [][]string {
	all := [][]string{{"mode", "records", "p50 ms", "p99 ms", "p99.9 ms", "max ms"}}
	for _, sample := range samples {
		l := lineOf(sample)
		all = append(all, []string{l.Mode, fmt.Sprint(l.Records), ms(l.P50), ms(l.P99), ms(l.P999), ms(l.Max)})
	}
	return all
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f", d.Seconds()*1000) }
