package main

// What is printed: a table for people, or a line of JSON for each client and shape.

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/shardkeeper/shardkeeper/bench/peer"
)

// A line is the median of each column over a client's rounds.
type line struct {
	Client           string  `json:"client"`
	Mode             string  `json:"mode"`
	RecordBytes      int     `json:"record_bytes"`
	PageRecords      int     `json:"page_records"`
	Shards           int     `json:"shards"`
	Records          int     `json:"records"`
	CPUPerRecord     float64 `json:"cpu_ns_per_record"`
	AllocsPerRecord  float64 `json:"allocs_per_record"`
	RecordsPerSecond float64 `json:"records_per_second"`
	MaxRSS           int64   `json:"max_rss_bytes"`
}

func (m measured) line() line {
	records := float64(m.stream.Shards * m.stream.Each)
	return line{
		Client: m.client.name, Mode: m.client.mode, RecordBytes: m.shape.size, PageRecords: m.shape.page,
		Shards: m.stream.Shards, Records: int(records),
		CPUPerRecord:     median(m.runs, func(s peer.Spent) float64 { return float64(s.CPU.Nanoseconds()) / records }),
		AllocsPerRecord:  median(m.runs, func(s peer.Spent) float64 { return float64(s.Allocs) / records }),
		RecordsPerSecond: median(m.runs, func(s peer.Spent) float64 { return records / s.Took.Seconds() }),
		MaxRSS:           int64(median(m.runs, func(s peer.Spent) float64 { return float64(s.MaxRSS) })),
	}
}

func median(runs []peer.Spent, of func(peer.Spent) float64) float64 {
	var all []float64
	for _, r := range runs {
		all = append(all, of(r))
	}
	slices.Sort(all)
	return (all[(len(all)-1)/2] + all[len(all)/2]) / 2
}

func printJSON(out io.Writer, lines []line) error {
	e := json.NewEncoder(out)
	for _, l := range lines {
		if err := e.Encode(l); err != nil {
			return fmt.Errorf("consume: print: %w", err)
		}
	}
	return nil
}

// printTable compares with the raw loop of the same shape, if it ran.
func printTable(out io.Writer, lines []line) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, row := range rows(lines) {
		fmt.Fprintln(t, strings.Join(row, "\t")+"\t")
	}
	return t.Flush()
}

// numbers is how many of the last columns of a row are.
const numbers = 6

// rows are the table's, with a head.
func rows(lines []line) [][]string {
	all := [][]string{{"record", "page", "client", "mode", "shards", "CPU ns/record", "raw is", "allocs/record", "records/s", "max RSS MB"}}
	for _, l := range lines {
		all = append(all, []string{
			fmt.Sprint(l.RecordBytes, " B"), fmt.Sprint(l.PageRecords), l.Client, l.Mode, fmt.Sprint(l.Shards), fmt.Sprintf("%.0f", l.CPUPerRecord),
			l.ratio(lines), fmt.Sprintf("%.3f", l.AllocsPerRecord), fmt.Sprintf("%.0f", l.RecordsPerSecond), fmt.Sprint(l.MaxRSS >> 20),
		})
	}
	return all
}

// ratio is how many times as much CPU the raw loop takes.
func (l line) ratio(lines []line) string {
	i := slices.IndexFunc(lines, func(o line) bool {
		return o.Client == "raw" && o.RecordBytes == l.RecordBytes && o.PageRecords == l.PageRecords
	})
	if i < 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f×", lines[i].CPUPerRecord/l.CPUPerRecord)
}
