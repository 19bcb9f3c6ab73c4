package cloudwatch

// Laws over random data: statistics are those of a naive model, however data was put and is asked for.

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
	"pgregory.net/rapid"
)

// A world is a service and the instant of its next request.
type world struct {
	*rapid.T
	service Service
	now     time.Time
}

func (w *world) ask(operation string, in, out any) {
	w.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		w.Fatal(err)
	}
	a, refusal := w.service.Serve(wire.Request{Operation: operation, Account: "000000000000", Region: "us-east-1", Now: w.now, Body: body})
	if refusal != nil {
		w.Fatalf("%s: %v", operation, refusal)
	}
	if err := json.Unmarshal(a.Document, out); err != nil {
		w.Fatal(err)
	}
}

// put is one datum as the naive model keeps it: values one by one.
type put struct {
	at     int64
	values []float64
}

// put draws a datum, puts it in one of the ways that there are, and returns it.
func (w *world) put() put {
	values := rapid.SliceOfN(rapid.Map(rapid.IntRange(-50, 50), func(i int) float64 { return float64(i) / 4 }), 1, 20).Draw(w.T, "values")
	p := put{w.now.Unix() - rapid.Int64Range(0, 2*hour).Draw(w.T, "age"), values}
	d := metricDatum{MetricName: new("m"), Timestamp: seconds(p.at), StorageResolution: rapid.SampledFrom([]*int64{nil, new(int64(1)), new(int64(60))}).Draw(w.T, "resolution")}
	switch rapid.SampledFrom([]string{"value", "values", "counts", "set"}).Draw(w.T, "way") {
	case "value":
		p.values = values[:1]
		d.Value = new(number(values[0]))
	case "values":
		d.Values = numbers(values)
	case "counts":
		d.Values, d.Counts = numbers(values[:1]), []number{3}
		p.values = slices.Repeat(values[:1], 3)
	case "set":
		d.StatisticValues = &statisticSet{new(number(len(values))), new(number(sum(values))), new(number(slices.Min(values))), new(number(slices.Max(values)))}
	}
	w.ask("PutMetricData", putMetricDataInput{Namespace: new("app"), MetricData: []metricDatum{d}}, &struct{}{})
	return p
}

func numbers(values []float64) []number {
	var all []number
	for _, v := range values {
		all = append(all, number(v))
	}
	return all
}

func sum(values []float64) float64 {
	total := 0.
	for _, v := range values {
		total += v
	}
	return total
}

// Broken by: a fold that keeps the first second of a minute only; periods counted from the epoch; a minimum
// that begins at zero.
func TestStatisticsAreThoseOfANaiveModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &world{T: t, now: time.Unix(946_684_800+rapid.Int64Range(0, 7200).Draw(t, "begin"), 0)}
		var all []put
		for range rapid.IntRange(1, 12).Draw(t, "puts") {
			all = append(all, w.put())
			w.now = w.now.Add(time.Duration(rapid.IntRange(0, 5400).Draw(t, "pause")) * time.Second)
		}
		period := 60 * rapid.Int64Range(1, 30).Draw(t, "period")
		start := w.now.Unix() - rapid.Int64Range(period, 24*hour).Draw(t, "since")
		if n := (w.now.Unix() - start) / period; n > mostDatapoints {
			t.Skip("more than the service answers")
		}
		var out getMetricStatisticsOutput
		w.ask("GetMetricStatistics", getMetricStatisticsInput{Namespace: new("app"), MetricName: new("m"), Period: &period,
			StartTime: seconds(start), EndTime: seconds(w.now.Unix() + 1), Statistics: statistics}, &out)
		got := map[int64]string{}
		for _, d := range out.Datapoints {
			got[d.Timestamp.second()] = shown(float64(*d.SampleCount), float64(*d.Sum), float64(*d.Minimum), float64(*d.Maximum), float64(*d.Average))
		}
		want := naive(all, start-start%60, w.now.Unix()+1, period)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("by %d s from %d:\n got %v\nwant %v", period, start, got, want)
		}
	})
}

// naive is what a model answers that keeps every value for good.
func naive(all []put, from, to, period int64) map[int64]string {
	values := map[int64][]float64{}
	for _, p := range all {
		if minute := p.at - p.at%60; minute >= from && minute < to {
			at := from + (minute-from)/period*period
			values[at] = append(values[at], p.values...)
		}
	}
	want := map[int64]string{}
	for at, v := range values {
		want[at] = shown(float64(len(v)), sum(v), slices.Min(v), slices.Max(v), sum(v)/float64(len(v)))
	}
	return want
}

func shown(count, sum, least, most, average float64) string {
	return fmt.Sprintf("%v values: %.6f in all, %v to %v, %.6f each", count, sum+0, least, most, average+0)
}

// A percentile is a value that was put, at most one rank off where values were merged.
//
// Broken by: thinning that keeps the lower of two values, so that p100 is not the maximum.
func TestPercentilesStayCloseWhenValuesAreMany(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 3*mostValues).Draw(t, "n")
		step := rapid.IntRange(1, 7).Draw(t, "step")
		var s sample
		for i := range n {
			s.add(float64(i*step%n), 1)
		}
		if len(s.values) > mostValues {
			t.Fatalf("%d values are kept, want at most %d", len(s.values), mostValues)
		}
		if got, ok := s.percentile(100); !ok || got != s.max {
			t.Errorf("p100 of %d values is %v, want %v", n, got, s.max)
		}
		seen := map[float64]bool{}
		for i := range n {
			seen[float64(i*step%n)] = true
		}
		p := rapid.Float64Range(1, 100).Draw(t, "p")
		got, _ := s.percentile(p)
		below := 0.
		for i := range n {
			if float64(i*step%n) <= got {
				below++
			}
		}
		if !seen[got] || below < math.Floor(p/100*float64(n)) {
			t.Errorf("p%v of %d values is %v: %v values do not exceed it", p, n, got, below)
		}
	})
}

// A service is used by many at once; it counts all of them.
//
// Broken by: no lock.
func TestMeasurementsOfManyAreCounted(t *testing.T) {
	var s Service
	now := time.Unix(946_684_800, 0)
	done := make(chan struct{})
	for range 4 {
		go func() {
			defer func() { done <- struct{}{} }()
			for range 100 {
				s.Measure("000000000000", "us-east-1", now, []Measurement{{Namespace: "AWS/Kinesis", Metric: "IncomingRecords", Unit: "Count", Value: 2}})
			}
		}()
	}
	for range 4 {
		<-done
	}
	m := s.place(home{"000000000000", "us-east-1"}).metrics[key("AWS/Kinesis", "IncomingRecords", nil)]
	if got := m.in("Count").points[0]; got.sum != 800 || got.count != 400 {
		t.Errorf("%v in %v values, want 800 in 400", got.sum, got.count)
	}
}

func BenchmarkMeasure(b *testing.B) {
	var s Service
	now := time.Unix(946_684_800, 0)
	var all []Measurement
	for i := range 10 {
		all = append(all, Measurement{Namespace: "AWS/Kinesis", Metric: fmt.Sprint("PutRecords.", i), Unit: "Count", Value: float64(i),
			Dimensions: [2]Dimension{{Name: "StreamName", Value: "orders"}}})
	}
	b.ReportAllocs()
	for b.Loop() {
		s.Measure("000000000000", "us-east-1", now, all)
	}
}
