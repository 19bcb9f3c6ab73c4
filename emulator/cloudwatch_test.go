package emulator_test

// CloudWatch through the real SDK: what is put is what is read, by every operation that reads.

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
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
// Broken by: counts that are not multiplied; a set that replaces what was there; an average of averages.
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
		for unit, value := range map[types.StandardUnit]float64{"Seconds": 60, "Milliseconds": 60_000} {
			g.mustPut(types.MetricDatum{MetricName: new("Lag"), Value: &value, Unit: unit})
		}
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
			g.mustPut(d)
			time.Sleep(10 * time.Second)
		}
		points := func(period int32) []float64 {
			in := query("Sum")
			in.StartTime, in.EndTime, in.MetricDataQueries[0].MetricStat.Period = &start, new(start.Add(time.Minute)), &period
			return g.values(in)
		}
		if got := points(10); !slices.Equal(got, []float64{1, 1, 1}) {
			t.Errorf("by ten seconds: %v, want three ones", got)
		}
		if got := points(60); !slices.Equal(got, []float64{3}) {
			t.Errorf("by the minute: %v, want 3", got)
		}
		time.Sleep(3*time.Hour + time.Minute)
		if got := points(10); !slices.Equal(got, []float64{3}) {
			t.Errorf("after three hours, by ten seconds: %v, want one 3", got)
		}
		time.Sleep(15*day - time.Hour)
		if got := points(60); len(got) != 0 {
			t.Errorf("after 15 days: %v, want nothing", got)
		}
		if out := must[*cloudwatch.ListMetricsOutput](w)(g.api.ListMetrics(w.Context(), &cloudwatch.ListMetricsInput{})); len(out.Metrics) != 0 {
			t.Errorf("after 15 days %d metrics are listed", len(out.Metrics))
		}
	})
}

// Broken by: a filter that compares lists; a token that begins with the last metric again.
func TestMetricsAreListedByNameInPages(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		g := w.gauge()
		var all []types.MetricDatum
		for i := range 750 {
			all = append(all, types.MetricDatum{MetricName: new(fmt.Sprintf("m%03d", i)), Value: new(1.), Dimensions: []types.Dimension{
				{Name: new("Shard"), Value: new(fmt.Sprint(i % 3))}, {Name: new("Operation"), Value: new("Process")}}})
		}
		g.mustPut(all...)
		list := func(in *cloudwatch.ListMetricsInput) (pages []int, names []string) {
			for p := cloudwatch.NewListMetricsPaginator(g.api, in); p.HasMorePages(); {
				out := must[*cloudwatch.ListMetricsOutput](w)(p.NextPage(w.Context()))
				pages = append(pages, len(out.Metrics))
				for _, m := range out.Metrics {
					names = append(names, *m.MetricName)
				}
			}
			return pages, names
		}
		pages, names := list(&cloudwatch.ListMetricsInput{Namespace: new("app")})
		if fmt.Sprint(pages) != "[500 250]" || len(slices.Compact(names)) != 750 {
			t.Errorf("pages of %v, %d names, want 500 and 250 of 750", pages, len(slices.Compact(names)))
		}
		in := &cloudwatch.ListMetricsInput{Dimensions: []types.DimensionFilter{{Name: new("Operation")}, {Name: new("Shard"), Value: new("2")}}}
		if pages, _ = list(in); fmt.Sprint(pages) != "[250]" {
			t.Errorf("of shard 2: pages of %v, want 250", pages)
		}
		time.Sleep(4 * time.Hour)
		g.mustPut(all[0])
		if _, names = list(&cloudwatch.ListMetricsInput{RecentlyActive: types.RecentlyActivePt3h}); fmt.Sprint(names) != "[m000]" {
			t.Errorf("recently active: %v, want m000", names)
		}
		if pages, _ = list(&cloudwatch.ListMetricsInput{Namespace: new("other")}); fmt.Sprint(pages) != "[0]" {
			t.Errorf("of another namespace: pages of %v, want an empty one", pages)
		}
	})
}

// The pages of GetMetricData together are the answer, and their tokens are for the same queries only.
//
// Broken by: a page that repeats its last point; tokens that are offsets alone.
func TestDataPointsComeInPages(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		g := w.gauge()
		for i := range 20 {
			d := lag(float64(i))
			d.Timestamp = new(time.Now().Add(-time.Duration(i) * time.Minute))
			g.mustPut(d)
		}
		in := query("Sum")
		second := in.MetricDataQueries[0]
		second.Id = new("again")
		in.MetricDataQueries, in.MaxDatapoints = append(in.MetricDataQueries, second), new(int32(15))
		var got []float64
		var states []string
		for p := cloudwatch.NewGetMetricDataPaginator(g.api, in); p.HasMorePages(); {
			for _, r := range must[*cloudwatch.GetMetricDataOutput](w)(p.NextPage(w.Context())).MetricDataResults {
				got, states = append(got, r.Values...), append(states, *r.Id+" "+string(r.StatusCode))
			}
		}
		var want []float64
		for i := range 40 {
			want = append(want, float64(i%20)) // the newest first
		}
		if !slices.Equal(got, want) || strings.Join(states, ", ") != "q PartialData, q Complete, again PartialData, again Complete" {
			t.Errorf("got %v in %v", got, states)
		}
		token := must[*cloudwatch.GetMetricDataOutput](w)(g.api.GetMetricData(w.Context(), in)).NextToken
		other := query("Average")
		other.NextToken = token
		_, err := g.api.GetMetricData(w.Context(), other)
		if _, ok := errors.AsType[*types.InvalidNextToken](err); !ok {
			t.Errorf("the token with another query: %v, want InvalidNextToken", err)
		}
	})
}

// Refusals have the service's types and codes, and name members as forms do.
//
// Broken by: a code that is the shape's name; checks that end at the first mistake.
func TestBadDataIsRefusedAndNothingOfItStored(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		g := w.gauge()
		with := func(set func(*types.MetricDatum)) []types.MetricDatum {
			d := lag(1)
			set(&d)
			return []types.MetricDatum{lag(1), d}
		}
		for want, data := range map[string][]types.MetricDatum{
			"InvalidParameterValue: The value NaN for parameter MetricData.member.2.Value is invalid.":                                                                 with(func(d *types.MetricDatum) { d.Value = new(math.NaN()) }),
			"InvalidParameterValue: The parameter MetricData.member.2.Timestamp must specify a time within the past two weeks.":                                        with(func(d *types.MetricDatum) { d.Timestamp = new(time.Now().Add(-14*day - time.Minute)) }),
			"InvalidParameterValue: The parameter MetricData.member.1.Timestamp must specify a time within the past two weeks.":                                        {{MetricName: new("m"), Value: new(1.), Timestamp: new(time.Now().Add(2*time.Hour + time.Minute))}},
			"InvalidParameterCombination: The parameters MetricData.member.2.Value and MetricData.member.2.Values are mutually exclusive and you have specified both.": with(func(d *types.MetricDatum) { d.Values = []float64{1} }),
			"InvalidParameterCombination: The parameters MetricData.member.2.Value and MetricData.member.2.StatisticValues are mutually exclusive and you have specified both.": with(func(d *types.MetricDatum) {
				d.StatisticValues = &types.StatisticSet{SampleCount: new(1.), Sum: new(1.), Minimum: new(1.), Maximum: new(1.)}
			}),
			"InvalidParameterValue: The parameters MetricData.member.2.Values and MetricData.member.2.Counts must be of the same size.":                                         with(func(d *types.MetricDatum) { d.Value, d.Values, d.Counts = nil, []float64{1, 2}, []float64{1} }),
			"InvalidParameterValue: The collection MetricData.member.2.Values must not have a size greater than 150.":                                                           with(func(d *types.MetricDatum) { d.Value, d.Values = nil, make([]float64, 151) }),
			"InvalidParameterValue: The collection MetricData must not have a size greater than 1000.":                                                                          slices.Repeat([]types.MetricDatum{lag(1)}, 1001),
			"InvalidParameterValue: The parameter MetricData.member.2.Unit must be a value in the set [ Megabits, Terabits":                                                     with(func(d *types.MetricDatum) { d.Unit = "Furlongs" }),
			"InvalidParameterValue: The collection MetricData.member.2.Dimensions must not have a size greater than 30.":                                                        with(func(d *types.MetricDatum) { d.Dimensions = manyDimensions(31) }),
			"InvalidParameterValue: No Metric may specify the same dimension twice.":                                                                                            with(func(d *types.MetricDatum) { d.Dimensions = slices.Repeat(manyDimensions(1), 2) }),
			"InvalidParameterValue: The parameter MetricData.member.2.StorageResolution must be a value in the set [ 1, 60 ].":                                                  with(func(d *types.MetricDatum) { d.StorageResolution = new(int32(30)) }),
			"MissingParameter: At least one of the parameters MetricData.member.2.Value, MetricData.member.2.Values and MetricData.member.2.StatisticValues must be specified.": with(func(d *types.MetricDatum) { d.Value = nil }),
			"MissingParameter: The parameter MetricData is required.":                                                                                                           nil,
			"InvalidParameterValue: The value -Infinity for parameter MetricData.member.2.Values.member.1 is invalid.":                                                          with(func(d *types.MetricDatum) { d.Value, d.Values = nil, []float64{math.Inf(-1)} }),
			"InvalidParameterValue: The parameter MetricData.member.2.StatisticValues.Maximum must be greater than MetricData.member.2.StatisticValues.Minimum.": with(func(d *types.MetricDatum) {
				d.Value = nil
				d.StatisticValues = &types.StatisticSet{SampleCount: new(1.), Sum: new(1.), Minimum: new(3.), Maximum: new(2.)}
			}),
		} {
			code, message, _ := strings.Cut(want, ": ")
			w.wantRefusal(message, g.put(data...), code, message)
		}
		err := g.put(types.MetricDatum{MetricName: new("m")}, types.MetricDatum{MetricName: new("m"), Value: new(math.Inf(1))})
		if missing, ok := errors.AsType[*types.MissingRequiredParameterException](err); !ok || missing.ErrorCode() != "MissingParameter" {
			t.Errorf("got %v, want the exception's own type", err)
		}
		if out := must[*cloudwatch.ListMetricsOutput](w)(g.api.ListMetrics(w.Context(), &cloudwatch.ListMetricsInput{})); len(out.Metrics) != 0 {
			t.Errorf("refused requests stored %d metrics", len(out.Metrics))
		}
	})
}

func manyDimensions(n int) []types.Dimension {
	var all []types.Dimension
	for i := range n {
		all = append(all, types.Dimension{Name: new(fmt.Sprint("d", i)), Value: new("x")})
	}
	return all
}

// Broken by: a limit that counts points of data instead of periods; a check that lets equal times pass.
func TestBadQuestionsAreRefused(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		g := w.gauge()
		for want, set := range map[string]func(*cloudwatch.GetMetricStatisticsInput){
			"InvalidParameterCombination: You have requested up to 1441 datapoints, which exceeds the limit of 1440.": func(in *cloudwatch.GetMetricStatisticsInput) {
				in.StartTime = new(in.EndTime.Add(-1441 * time.Minute))
			},
			"InvalidParameterValue: The parameter StartTime must not equal parameter EndTime.": func(in *cloudwatch.GetMetricStatisticsInput) {
				in.StartTime = in.EndTime
			},
			"InvalidParameterValue: The parameter StartTime must be less than the parameter EndTime.": func(in *cloudwatch.GetMetricStatisticsInput) {
				in.StartTime, in.EndTime = in.EndTime, in.StartTime
			},
			"InvalidParameterCombination: At least one of the parameters Statistics and ExtendedStatistics must be specified.": func(in *cloudwatch.GetMetricStatisticsInput) {
				in.Statistics = nil
			},
			"InvalidParameterValue: The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.": func(in *cloudwatch.GetMetricStatisticsInput) {
				in.Period = new(int32(90))
			},
			"InvalidParameterValue: The parameter Statistics.member.1 must be a value in the set [ Average": func(in *cloudwatch.GetMetricStatisticsInput) {
				in.Statistics = []types.Statistic{"Median"}
			},
			"MissingParameter: The parameter Namespace is required.\nThe parameter MetricName is required.": func(in *cloudwatch.GetMetricStatisticsInput) {
				in.Namespace, in.MetricName = new(""), new("")
			},
		} {
			code, message, _ := strings.Cut(want, ": ")
			_, err := g.stats(set)
			w.wantRefusal(message, err, code, message)
		}
		for want, set := range map[string]func(*cloudwatch.GetMetricDataInput){
			"The values for parameter id in MetricDataQueries are not unique.": func(in *cloudwatch.GetMetricDataInput) {
				in.MetricDataQueries = slices.Repeat(in.MetricDataQueries, 2)
			},
			"The parameter MetricDataQueries.member.1.MetricStat is required.": func(in *cloudwatch.GetMetricDataInput) {
				in.MetricDataQueries[0].MetricStat = nil
			},
			"The parameters MetricDataQueries.member.1.Period and MetricDataQueries.member.1.MetricStat are mutually exclusive": func(in *cloudwatch.GetMetricDataInput) {
				in.MetricDataQueries[0].Period = new(int32(60))
			},
			"The collection MetricDataQueries must not have a size greater than 500.": func(in *cloudwatch.GetMetricDataInput) {
				in.MetricDataQueries = slices.Repeat(in.MetricDataQueries, 501)
			},
		} {
			in := query("Sum")
			set(in)
			_, err := g.api.GetMetricData(w.Context(), in)
			w.wantRefusal(want, err, "ValidationError", want)
		}
		_, err := g.api.ListMetrics(w.Context(), &cloudwatch.ListMetricsInput{NextToken: new("?")})
		w.wantRefusal("a token that is none", err, "InvalidParameterValue", "Invalid nextToken")
		_, err = g.api.DescribeAlarms(w.Context(), &cloudwatch.DescribeAlarmsInput{})
		w.wantRefusal("an operation that is not there", err, "UnknownOperationException", "DescribeAlarms")
	})
}
