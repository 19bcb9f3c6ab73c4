package chart

// Bars: a group for each name, in each of it a bar for each series.

import (
	"fmt"
	"strconv"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// A Series is a value for each name.
type Series struct {
	Name   string
	Values []float64
}

const barWidth = vg.Length(18)

// Bars draws series side by side, each bar with its value above it.
func Bars(folder, name, title, unit string, names []string, all []Series) error {
	p := fresh(title)
	p.Y.Label.Text = unit
	for i, series := range all {
		bars, err := plotter.NewBarChart(plotter.Values(series.Values), barWidth)
		if err != nil {
			return fmt.Errorf("chart: %s: %w", series.Name, err)
		}
		bars.Offset = barWidth * (vg.Length(i) - vg.Length(len(all)-1)/2) * 1.25
		bars.Color, bars.LineStyle.Width = colour(i), 0
		labels, err := above(series.Values, bars.Offset)
		if err != nil {
			return fmt.Errorf("chart: %s: %w", series.Name, err)
		}
		p.Add(bars, labels)
		p.Legend.Add(series.Name, bars)
	}
	p.NominalX(names...)
	p.X.Min, p.X.Max, p.Y.Max = -0.5, float64(len(names))-0.5, p.Y.Max*1.1
	return save(p, folder, name, 9*vg.Inch, 4*vg.Inch)
}

// above is each value in figures, over its bar.
func above(values []float64, offset vg.Length) (*plotter.Labels, error) {
	var at plotter.XYLabels
	for i, v := range values {
		at.XYs = append(at.XYs, plotter.XY{X: float64(i), Y: v})
		at.Labels = append(at.Labels, strconv.FormatFloat(v, 'f', 0, 64))
	}
	l, err := plotter.NewLabels(at)
	if err != nil {
		return nil, err
	}
	l.Offset = vg.Point{X: offset, Y: 2}
	for i := range l.TextStyle {
		l.TextStyle[i].XAlign = -0.5
		l.TextStyle[i].Font.Size, l.TextStyle[i].Font.Variant = 7, "Sans"
	}
	return l, nil
}
