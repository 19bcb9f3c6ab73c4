package chart

// Histograms of durations, over a logarithmic scale: a microsecond and a second both have room on it.

import (
	"fmt"
	"math"
	"slices"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// A Sample is durations of one kind.
type Sample struct {
	Name   string
	Values []time.Duration
}

const binsPerDecade = 10

// Histogram draws what share of a sample is in each bin, ten to each power of ten.
func Histogram(folder, name, title string, all []Sample) error {
	p := fresh(title)
	p.X.Label.Text, p.Y.Label.Text = "milliseconds", "share of records, %"
	p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: -1}
	p.Legend.Left = true
	first, last := bins(all)
	for i, s := range all {
		line, err := plotter.NewLine(shares(s.Values, first, last))
		if err != nil {
			return fmt.Errorf("chart: %s: %w", s.Name, err)
		}
		line.StepStyle, line.LineStyle.Color, line.LineStyle.Width = plotter.PostStep, colour(i), 2
		p.Add(line)
		p.Legend.Add(s.Name, line)
	}
	p.Add(plotter.NewGrid())
	return save(p, folder, name, 9*vg.Inch, 4*vg.Inch)
}

// binOf is the bin of a duration, whose lower bound is edge.
func binOf(d time.Duration) int {
	return int(math.Floor(binsPerDecade * math.Log10(max(d.Seconds()*1000, 1e-3))))
}

// edge is in milliseconds.
func edge(bin int) float64 { return math.Pow(10, float64(bin)/binsPerDecade) }

// bins are the first and the last that any sample needs, with an empty one on each side.
func bins(all []Sample) (first, last int) {
	first, last = math.MaxInt, math.MinInt
	for _, s := range all {
		if len(s.Values) > 0 {
			first = min(first, binOf(slices.Min(s.Values)))
			last = max(last, binOf(slices.Max(s.Values)))
		}
	}
	return first - 1, last + 1
}

func shares(values []time.Duration, first, last int) plotter.XYs {
	points := make(plotter.XYs, 0, last-first+1)
	for bin := first; bin <= last; bin++ {
		points = append(points, plotter.XY{X: edge(bin)})
	}
	for _, v := range values {
		points[binOf(v)-first].Y += 100 / float64(len(values))
	}
	return points
}
