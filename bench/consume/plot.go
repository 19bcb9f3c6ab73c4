package main

// The plot: the CPU of each client, by shape.

import (
	"fmt"

	"github.com/shardkeeper/shardkeeper/bench/internal/chart"
)

func (s setup) plot(lines []line) error {
	var names []string
	for _, c := range s.clients {
		names = append(names, c.name)
	}
	var cpu, speed []chart.Series
	for _, what := range s.shapes {
		one, two := chart.Series{Name: what.String()}, chart.Series{Name: what.String()}
		for _, l := range lines {
			if l.RecordBytes == what.size && l.PageRecords == what.page {
				one.Values = append(one.Values, l.CPUPerRecord)
				two.Values = append(two.Values, l.RecordsPerSecond/1000)
			}
		}
		cpu, speed = append(cpu, one), append(speed, two)
	}
	title := fmt.Sprintf("CPU of one record, median of %d runs", s.rounds)
	if err := chart.Bars(s.plots, "consume-cpu.svg", title, "nanoseconds", names, cpu); err != nil {
		return err
	}
	return chart.Bars(s.plots, "consume-speed.svg", "Records a second, also with the pauses that some take", "thousands", names, speed)
}
