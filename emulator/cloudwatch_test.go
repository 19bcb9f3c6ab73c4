package emulator_test

// CloudWatch through the real SDK: what is put is what is read, by every operation that reads.

import (
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// A gauge is a CloudWatch client with the arguments that its tests do not vary.
type gauge struct {
	world
	api *cloudwatch.Client
}

func (w world) gauge() gauge {
	return gauge{w, cloudwatch.NewFromConfig(w.emu.Config(), func(o *cloudwatch.Options) { o.Retryer = aws.NopRetryer{} })}
}

// put puts data into namespace app.
func (g gauge) put(data ...types.MetricDatum) error {
	_, err := g.api.PutMetricData(g.Context(), &cloudwatch.PutMetricDataInput{Namespace: new("app"), MetricData: data})
	return err
}

func (g gauge) mustPut(data ...types.MetricDatum) {
	g.Helper()
	if err := g.put(data...); err != nil {
		g.Fatal(err)
	}
}

// stats are the statistics of app's metric Lag over the hour up to now and a minute.
func (g gauge) stats(set ...func(*cloudwatch.GetMetricStatisticsInput)) ([]types.Datapoint, error) {
	in := &cloudwatch.GetMetricStatisticsInput{
		Namespace: new("app"), MetricName: new("Lag"), Period: new(int32(60)),
		StartTime: new(time.Now().Add(-time.Hour)), EndTime: new(time.Now().Add(time.Minute)),
		Statistics: []types.Statistic{"Sum", "Average", "Minimum", "Maximum", "SampleCount"},
	}
	for _, f := range set {
		f(in)
	}
	out, err := g.api.GetMetricStatistics(g.Context(), in)
	if err != nil {
		return nil, err
	}
	return out.Datapoints, nil
}

// query asks GetMetricData for one statistic of app's metric Lag.
func query(stat string) *cloudwatch.GetMetricDataInput {
	return &cloudwatch.GetMetricDataInput{
		StartTime: new(time.Now().Add(-time.Hour)), EndTime: new(time.Now().Add(time.Minute)),
		MetricDataQueries: []types.MetricDataQuery{{Id: new("q"), MetricStat: &types.MetricStat{
			Metric: &types.Metric{Namespace: new("app"), MetricName: new("Lag")}, Period: new(int32(60)), Stat: &stat}}},
	}
}

// values are what GetMetricData answers to the first query.
func (g gauge) values(in *cloudwatch.GetMetricDataInput) []float64 {
	g.Helper()
	return must[*cloudwatch.GetMetricDataOutput](g.world)(g.api.GetMetricData(g.Context(), in)).MetricDataResults[0].Values
}

func lag(value float64) types.MetricDatum {
	return types.MetricDatum{MetricName: new("Lag"), Value: &value}
}

// A value, values with counts and a statistic set are one metric.
//
// Broken by: counts that are not multiplied; a set that replaces what was there; an average of minimum and maximum.
func TestEveryWayOfPuttingDataAddsUp(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		g := w.gauge()
		g.mustPut(lag(7))
		g.mustPut(types.MetricDatum{MetricName: new("Lag"), Values: []float64{1, 10}, Counts: []float64{2, 4}})
		g.mustPut(types.MetricDatum{MetricName: new("Lag"), StatisticValues: &types.StatisticSet{
			SampleCount: new(10.), Sum: new(55.), Minimum: new(0.5), Maximum: new(12.)}})
		points, err := g.stats()
		if err != nil || len(points) != 1 {
			t.Fatalf("got %d points, %v, want one", len(points), err)
		}
		p := points[0]
		if *p.SampleCount != 17 || *p.Sum != 104 || *p.Minimum != 0.5 || *p.Maximum != 12 || *p.Average != 104./17 || p.Unit != "None" {
			t.Errorf("count %v, sum %v, %v to %v, average %v %s, want 17, 104, 0.5 to 12, 104/17 None",
				*p.SampleCount, *p.Sum, *p.Minimum, *p.Maximum, *p.Average, p.Unit)
		}
		if !p.Timestamp.Equal(time.Now()) { // a bubble begins at midnight
			t.Errorf("the minute is %v, want %v", p.Timestamp, time.Now())
		}
		if got := g.values(query("Sum")); !slices.Equal(got, []float64{104}) {
			t.Errorf("GetMetricData answers %v, want 104", got)
		}
	})
}

// Percentiles need the values: a statistic set hides them, unless all of its values are the same.
//
// Broken by: a percentile from minimum and maximum; ranks counted without counts.
func TestPercentilesComeFromValues(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		g := w.gauge()
		for i := range 100 {
			g.mustPut(lag(float64(i + 1)))
		}
		for stat, want := range map[string]float64{"p50": 50, "p99": 99, "p99.9": 100, "p100": 100, "p0": 1} {
			if got := g.values(query(stat)); !slices.Equal(got, []float64{want}) {
				t.Errorf("%s is %v, want %v", stat, got, want)
			}
		}
		same := types.StatisticSet{SampleCount: new(300.), Sum: new(600.), Minimum: new(2.), Maximum: new(2.)}
		g.mustPut(types.MetricDatum{MetricName: new("Lag"), StatisticValues: &same})
		percentiles := func(in *cloudwatch.GetMetricStatisticsInput) {
			in.Statistics, in.ExtendedStatistics = nil, []string{"p50", "p90"}
		}
		if points, err := g.stats(percentiles); err != nil || points[0].ExtendedStatistics["p50"] != 2 || points[0].ExtendedStatistics["p90"] != 60 {
			t.Errorf("with 300 times 2: %v, %v, want p50 of 2 and p90 of 60", points, err)
		}
		g.mustPut(types.MetricDatum{MetricName: new("Lag"), StatisticValues: &types.StatisticSet{
			SampleCount: new(2.), Sum: new(3.), Minimum: new(1.), Maximum: new(2.)}})
		if points, err := g.stats(percentiles); err != nil || len(points[0].ExtendedStatistics) != 0 {
			t.Errorf("after a set of unknown values: %v, %v, want no percentile", points, err)
		}
	})
}

// Units are never mixed: GetMetricStatistics answers each, GetMetricData the first in the service's order.
//
// Broken by: one series for all units; the unit that was put first.
func TestUnitsAreKeptApart(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		g := w.gauge()
		g.mustPut(types.MetricDatum{MetricName: new("Lag"), Value: new(60.), Unit: "Seconds"})
		g.mustPut(types.MetricDatum{MetricName: new("Lag"), Value: new(60_000.), Unit: "Milliseconds"})
		if points, err := g.stats(); err != nil || len(points) != 2 {
			t.Errorf("GetMetricStatistics: %v, %v, want a point of each unit", points, err)
		}
		out := must[*cloudwatch.GetMetricDataOutput](w)(g.api.GetMetricData(w.Context(), query("Maximum")))
		r := out.MetricDataResults[0]
		if !slices.Equal(r.Values, []float64{60_000}) || len(r.Messages) != 1 || *r.Messages[0].Value != "Multiple units returned: '[Milliseconds, Seconds]'" {
			t.Errorf("GetMetricData: %v with %v, want the milliseconds and a message", r.Values, r.Messages)
		}
		in := query("Maximum")
		in.MetricDataQueries[0].MetricStat.Unit = "Seconds"
		if got := g.values(in); !slices.Equal(got, []float64{60}) {
			t.Errorf("asked for seconds: %v, want 60", got)
		}
	})
}

// Periods count from the start; what has no data is left out; the end is not in the range.
//
// Broken by: periods aligned to the epoch; an end that is in.
func TestPeriodsCountFromTheStart(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		g := w.gauge()
		start := time.Now()
		for _, minute := range []int{2, 6, 7, 12} {
			d := lag(float64(minute))
			d.Timestamp = new(start.Add(time.Duration(minute) * time.Minute))
			g.mustPut(d)
		}
		in := query("Sum")
		in.StartTime, in.EndTime, in.ScanBy = new(start.Add(2*time.Minute+30*time.Second)), new(start.Add(12*time.Minute)), types.ScanByTimestampAscending
		in.MetricDataQueries[0].MetricStat.Period = new(int32(300))
		r := must[*cloudwatch.GetMetricDataOutput](w)(g.api.GetMetricData(w.Context(), in)).MetricDataResults[0]
		if !slices.Equal(r.Values, []float64{8, 7}) || !r.Timestamps[1].Equal(start.Add(7*time.Minute)) {
			t.Errorf("got %v at %v, want 8 from minute 2 and 7 from minute 7", r.Values, r.Timestamps)
		}
	})
}

// Broken by: seconds kept for regular metrics; seconds kept for good; minutes kept for good.
func TestDataGetsCoarserAndThenGoes(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		g := w.gauge()
		start := time.Now()
		for range 3 {
			d := lag(1)
			d.StorageResolution = new(int32(1))
			regular := types.MetricDatum{MetricName: new("Regular"), Value: new(1.)}
			g.mustPut(d, regular)
			time.Sleep(10 * time.Second)
		}
		points := func(period int32, name string) []float64 {
			in := query("Sum")
			in.MetricDataQueries[0].MetricStat.Metric.MetricName = &name
			in.StartTime, in.EndTime, in.MetricDataQueries[0].MetricStat.Period = &start, new(start.Add(time.Minute)), &period
			return g.values(in)
		}
		if got := points(10, "Lag"); !slices.Equal(got, []float64{1, 1, 1}) {
			t.Errorf("by ten seconds: %v, want three ones", got)
		}
		if got := points(10, "Regular"); !slices.Equal(got, []float64{3}) {
			t.Errorf("a metric without resolution, by ten seconds: %v, want one 3", got)
		}
		if got := points(60, "Lag"); !slices.Equal(got, []float64{3}) {
			t.Errorf("by the minute: %v, want 3", got)
		}
		time.Sleep(3*time.Hour + time.Minute)
		if got := points(10, "Lag"); !slices.Equal(got, []float64{3}) {
			t.Errorf("after three hours, by ten seconds: %v, want one 3", got)
		}
		time.Sleep(15*day - time.Hour)
		if got := points(60, "Lag"); len(got) != 0 {
			t.Errorf("after 15 days: %v, want nothing", got)
		}
		if out := must[*cloudwatch.ListMetricsOutput](w)(g.api.ListMetrics(w.Context(), &cloudwatch.ListMetricsInput{})); len(out.Metrics) != 0 {
			t.Errorf("after 15 days %d metrics are listed", len(out.Metrics))
		}
	})
}

// Broken by: an expression that knows only those before it; a query that is answered though
// its data was not asked for.
func TestExpressionsAreWorkedOutFromOtherQueries(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		g := w.gauge()
		g.mustPut(lag(6), lag(2))
		in := query("Sum")
		count := *query("SampleCount").MetricDataQueries[0].MetricStat
		in.MetricDataQueries[0].ReturnData = new(false)
		in.MetricDataQueries = append([]types.MetricDataQuery{{Id: new("percent"), Expression: new("100 * half / q"), Label: new("%")}},
			append(in.MetricDataQueries, types.MetricDataQuery{Id: new("n"), MetricStat: &count, ReturnData: new(false)},
				types.MetricDataQuery{Id: new("half"), Expression: new("q / n")})...)
		out := must[*cloudwatch.GetMetricDataOutput](w)(g.api.GetMetricData(w.Context(), in)).MetricDataResults
		if len(out) != 2 || *out[0].Label != "%" || !slices.Equal(out[0].Values, []float64{50}) || *out[1].Label != "half" || !slices.Equal(out[1].Values, []float64{4}) {
			t.Errorf("got %+v, want 50 %% and a half of 4", out)
		}
		in.MetricDataQueries[0].Expression = new("SEARCH('{app} Lag', 'Sum')")
		_, err := g.api.GetMetricData(w.Context(), in)
		w.wantRefusal("a search", err, "ValidationError", "Error in expression 'percent': the emulator reads numbers, ids")
	})
}

// Broken by: entities whose data is not stored; two accounts or regions in one place.
func TestDataOfEntitiesCountsInItsAccountAndRegion(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		g := w.gauge()
		must[*cloudwatch.PutMetricDataOutput](w)(g.api.PutMetricData(w.Context(), &cloudwatch.PutMetricDataInput{
			Namespace: new("app"), StrictEntityValidation: new(true), EntityMetricData: []types.EntityMetricData{{
				Entity: &types.Entity{KeyAttributes: map[string]string{"Type": "Service", "Name": "billing"}}, MetricData: []types.MetricDatum{lag(3)}}}}))
		if got := g.values(query("Sum")); !slices.Equal(got, []float64{3}) {
			t.Errorf("got %v, want 3", got)
		}
		elsewhere := w.emu.Config()
		elsewhere.Region = "eu-west-1"
		for where, cfg := range map[string]aws.Config{"region": elsewhere, "account": w.emu.ConfigFor("123456789012")} {
			if got := (gauge{w, cloudwatch.NewFromConfig(cfg)}).values(query("Sum")); len(got) != 0 {
				t.Errorf("in another %s: %v, want nothing", where, got)
			}
		}
	})
}
