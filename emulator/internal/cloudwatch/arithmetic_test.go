package cloudwatch

import (
	"fmt"
	"strings"
	"testing"
)

// Broken by: operators of one rank; x/0 that is infinite, or 0; lines combined where one has no value.
func TestExpressionsAreArithmeticOnLines(t *testing.T) {
	for text, want := range map[string]string{
		"a":              "map[60:1 120:2]",
		"a+b*2":          "map[120:22]",
		"(a+b) * 2":      "map[120:24]",
		"10 - a - 1":     "map[60:8 120:7]",
		"-a/ 4":          "map[60:-0.25 120:-0.5]",
		"100*a/b":        "map[120:20]",
		"a/(a-1)":        "map[120:2]",
		"e/2":            "map[60:1 120:1.5]",
		"a+1/0":          "map[]",
		"h*h*h":          "map[]",
		"1+2":            "it is no time series",
		"a+":             "not what is at character 3",
		"(a":             "not what is at character 3",
		"SUM(METRICS())": "not what is at character 1",
		"a b":            "not what is at character 3",
		"a+missing":      "there is no query with the id missing",
		"x":              "it refers to itself",
		"":               "not what is at character 1",
	} {
		m := formulas{map[string]line{"a": {60: 1, 120: 2}, "b": {120: 10, 180: 20}, "h": {60: largest}}, map[string]*metricDataQuery{
			"e": {Expression: new("a+1")}, "x": {Expression: &text}}, map[string]bool{}}
		got, why := m.line("x")
		if why == "" {
			why = fmt.Sprint(map[int64]float64(got))
		}
		if !strings.Contains(why, want) {
			t.Errorf("%q is %s, want %s", text, why, want)
		}
	}
}

// Whatever is sent as an expression, it is read to an end.
func FuzzExpression(f *testing.F) {
	for _, seed := range []string{"a+b*2", "((a))", "-(-a)/0", "x", "1.5.2", "a\x00", strings.Repeat("(", 200)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m := formulas{map[string]line{"a": {60: 1}, "b": {60: 0}}, map[string]*metricDataQuery{"x": {Expression: &text}}, map[string]bool{}}
		if l, why := m.line("x"); why == "" && l == nil {
			t.Errorf("%q is neither a line nor a mistake", text)
		}
	})
}
