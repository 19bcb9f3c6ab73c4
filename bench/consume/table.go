package main

// What is printed: a table for people, or a line of JSON for each client and shape.

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
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
	fmt.Fprintln(t, "record\tpage\tclient\tmode\tshards\tCPU ns/record\traw is\tallocs/record\trecords/s\tmax RSS MB\t")
	for _, l := range lines {
		fmt.Fprintf(t, "%d B\t%d\t%s\t%s\t%d\t%.0f\t%s\t%.3f\t%.0f\t%d\t\n", l.RecordBytes, l.PageRecords, l.Client, l.Mode, l.Shards,
			l.CPUPerRecord, l.ratio(lines), l.AllocsPerRecord, l.RecordsPerSecond, l.MaxRSS>>20)
	}
	return t.Flush()
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
