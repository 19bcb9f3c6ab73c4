// Package chart draws what was measured, as SVG.
package chart

import (
	"fmt"
	"image/color"
	"os"
	"path/filepath"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// colours are told apart by most people with any kind of sight, also in grey.
var colours = []color.Color{
	color.RGBA{0x00, 0x44, 0x88, 0xff}, color.RGBA{0xdd, 0xaa, 0x33, 0xff}, color.RGBA{0xbb, 0x55, 0x66, 0xff},
}

func colour(i int) color.Color { return colours[i%len(colours)] }

// fresh is an empty plot in letters without serifs.
func fresh(title string) *plot.Plot {
	p := plot.New()
	p.Title.Text, p.Y.Min = title, 0
	for _, style := range []*text.Style{
		&p.Title.TextStyle, &p.X.Label.TextStyle, &p.Y.Label.TextStyle, &p.X.Tick.Label, &p.Y.Tick.Label, &p.Legend.TextStyle,
	} {
		style.Font.Variant = "Sans"
	}
	p.Title.Padding, p.Legend.Top = 8, true
	return p
}

// save writes a plot to a file of a folder.
func save(p *plot.Plot, folder, name string, width, height vg.Length) error {
	c := vgsvg.New(width, height)
	p.Draw(draw.New(c))
	f, err := os.Create(filepath.Join(folder, name))
	if err != nil {
		return fmt.Errorf("chart: make %s: %w", name, err)
	}
	_, err = c.WriteTo(f)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("chart: write %s: %w", name, err)
	}
	return nil
}
