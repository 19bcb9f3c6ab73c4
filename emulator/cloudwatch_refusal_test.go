package emulator_test

// What CloudWatch refuses, in its own words.

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/shardkeeper/shardkeeper/emulator"
)

// Refusals have the service's types and codes, and name members as forms do.
//
// Broken by: a code that is the shape's name; a request that is stored until its first mistake.
func TestBadDataIsRefusedAndNothingOfItStored(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		g := w.gauge()
		for _, c := range []struct {
			code, message string
			spoil         func(*types.MetricDatum)
		}{
			{"InvalidParameterValue", "The value NaN for parameter MetricData.member.2.Value is invalid.",
				func(d *types.MetricDatum) { d.Value = new(math.NaN()) }},
			{"InvalidParameterValue", "The value -Infinity for parameter MetricData.member.2.Values.member.1 is invalid.",
				func(d *types.MetricDatum) { d.Value, d.Values = nil, []float64{math.Inf(-1)} }},
			{"InvalidParameterValue", "for parameter MetricData.member.2.Value is invalid.",
				func(d *types.MetricDatum) { d.Value = new(math.Ldexp(1, 361)) }},
			{"InvalidParameterValue", "The parameter MetricData.member.2.Timestamp must specify a time within the past two weeks.",
				func(d *types.MetricDatum) { d.Timestamp = new(time.Now().Add(-14*day - time.Minute)) }},
			{"InvalidParameterValue", "The parameter MetricData.member.2.Timestamp must specify a time within the past two weeks.",
				func(d *types.MetricDatum) { d.Timestamp = new(time.Now().Add(2*time.Hour + time.Minute)) }},
			{"InvalidParameterCombination", "The parameters MetricData.member.2.Value and MetricData.member.2.Values are mutually exclusive and you have specified both.",
				func(d *types.MetricDatum) { d.Values = []float64{1} }},
			{"InvalidParameterCombination", "The parameters MetricData.member.2.Value and MetricData.member.2.StatisticValues are mutually exclusive and you have specified both.",
				func(d *types.MetricDatum) { d.StatisticValues = set(1, 1, 1, 1) }},
			{"InvalidParameterValue", "The parameters MetricData.member.2.Values and MetricData.member.2.Counts must be of the same size.",
				func(d *types.MetricDatum) { d.Value, d.Values, d.Counts = nil, []float64{1, 2}, []float64{1} }},
			{"InvalidParameterValue", "The value -1 for parameter MetricData.member.2.Counts.member.1 is invalid.",
				func(d *types.MetricDatum) { d.Value, d.Values, d.Counts = nil, []float64{1}, []float64{-1} }},
			{"InvalidParameterValue", "The collection MetricData.member.2.Values must not have a size greater than 150.",
				func(d *types.MetricDatum) { d.Value, d.Values = nil, make([]float64, 151) }},
			{"InvalidParameterValue", "The parameter MetricData.member.2.StatisticValues.Maximum must be greater than MetricData.member.2.StatisticValues.Minimum.",
				func(d *types.MetricDatum) { d.Value, d.StatisticValues = nil, set(1, 1, 3, 2) }},
			{"InvalidParameterValue", "The parameter MetricData.member.2.Unit must be a value in the set [ Megabits, Terabits",
				func(d *types.MetricDatum) { d.Unit = "Furlongs" }},
			{"InvalidParameterValue", "The collection MetricData.member.2.Dimensions must not have a size greater than 30.",
				func(d *types.MetricDatum) { d.Dimensions = manyDimensions(31) }},
			{"InvalidParameterValue", "No Metric may specify the same dimension twice.",
				func(d *types.MetricDatum) { d.Dimensions = slices.Repeat(manyDimensions(1), 2) }},
			{"InvalidParameterValue", "The parameter MetricData.member.2.StorageResolution must be a value in the set [ 1, 60 ].",
				func(d *types.MetricDatum) { d.StorageResolution = new(int32(30)) }},
			{"MissingParameter", "At least one of the parameters MetricData.member.2.Value, MetricData.member.2.Values and MetricData.member.2.StatisticValues must be specified.",
				func(d *types.MetricDatum) { d.Value = nil }},
		} {
			d := lag(1)
			c.spoil(&d)
			w.wantRefusal(c.message, g.put(lag(1), d), c.code, c.message)
		}
		w.wantRefusal("no data", g.put(), "MissingParameter", "The parameter MetricData is required.")
		w.wantRefusal("too much data", g.put(slices.Repeat([]types.MetricDatum{lag(1)}, 1001)...),
			"InvalidParameterValue", "The collection MetricData must not have a size greater than 1000.")
		_, err := g.api.PutMetricData(w.Context(), &cloudwatch.PutMetricDataInput{Namespace: new("AWS/Kinesis"), MetricData: []types.MetricDatum{lag(1)}})
		w.wantRefusal("a namespace of the services", err, "InvalidParameterValue", "The value AWS/ for parameter Namespace is invalid.")
		err = g.put(types.MetricDatum{MetricName: new("m")})
		if missing, ok := errors.AsType[*types.MissingRequiredParameterException](err); !ok || missing.ErrorCode() != "MissingParameter" {
			t.Errorf("got %v, want the exception's own type", err)
		}
		if out := must[*cloudwatch.ListMetricsOutput](w)(g.api.ListMetrics(w.Context(), &cloudwatch.ListMetricsInput{})); len(out.Metrics) != 0 {
			t.Errorf("refused requests stored %d metrics", len(out.Metrics))
		}
	})
}

// The one error of the model that nothing here causes can be had as a fault.
//
// Broken by: no code for it.
func TestCloudWatchFailsWhenItIsTold(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Fail("PutMetricData", emulator.NewFault(500, "InternalServiceFault", "Request processing has failed because of some unknown error."))
		err := w.gauge().put(lag(1))
		if fault, ok := errors.AsType[*types.InternalServiceFault](err); !ok || fault.ErrorCode() != "InternalServiceError" {
			t.Errorf("got %v, want InternalServiceError", err)
		}
	})
}

func set(count, sum, least, most float64) *types.StatisticSet {
	return &types.StatisticSet{SampleCount: &count, Sum: &sum, Minimum: &least, Maximum: &most}
}

func manyDimensions(n int) []types.Dimension {
	var all []types.Dimension
	for i := range n {
		all = append(all, types.Dimension{Name: new(fmt.Sprint("d", i)), Value: new("x")})
	}
	return all
}

// Broken by: no limit; a check that lets equal times pass; a refusal that tells the first mistake only.
func TestBadQuestionsAreRefused(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		g := w.gauge()
		for _, c := range []struct {
			code, message string
			spoil         func(*cloudwatch.GetMetricStatisticsInput)
		}{
			{"InvalidParameterCombination", "You have requested up to 1441 datapoints, which exceeds the limit of 1440.",
				func(in *cloudwatch.GetMetricStatisticsInput) { in.StartTime = new(in.EndTime.Add(-1441 * time.Minute)) }},
			{"InvalidParameterValue", "The parameter StartTime must not equal parameter EndTime.",
				func(in *cloudwatch.GetMetricStatisticsInput) { in.StartTime = in.EndTime }},
			{"InvalidParameterValue", "The parameter StartTime must be less than the parameter EndTime.",
				func(in *cloudwatch.GetMetricStatisticsInput) { in.StartTime, in.EndTime = in.EndTime, in.StartTime }},
			{"InvalidParameterCombination", "At least one of the parameters Statistics and ExtendedStatistics must be specified.",
				func(in *cloudwatch.GetMetricStatisticsInput) { in.Statistics = nil }},
			{"InvalidParameterValue", "The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.",
				func(in *cloudwatch.GetMetricStatisticsInput) { in.Period = new(int32(90)) }},
			{"InvalidParameterValue", "The parameter Statistics.member.1 must be a value in the set [ Average",
				func(in *cloudwatch.GetMetricStatisticsInput) { in.Statistics = []types.Statistic{"Median"} }},
			{"InvalidParameterValue", "The value tm90 for parameter ExtendedStatistics.member.1 is invalid",
				func(in *cloudwatch.GetMetricStatisticsInput) { in.ExtendedStatistics = []string{"tm90"} }},
			{"MissingParameter", "The parameter Namespace is required.\nThe parameter MetricName is required.",
				func(in *cloudwatch.GetMetricStatisticsInput) { in.Namespace, in.MetricName = new(""), new("") }},
		} {
			_, err := g.stats(c.spoil)
			w.wantRefusal(c.message, err, c.code, c.message)
		}
		_, err := g.api.ListMetrics(w.Context(), &cloudwatch.ListMetricsInput{NextToken: new("?")})
		w.wantRefusal("a token that is none", err, "InvalidParameterValue", "Invalid nextToken")
		_, err = g.api.ListMetrics(w.Context(), &cloudwatch.ListMetricsInput{RecentlyActive: "PT1H"})
		w.wantRefusal("an hour", err, "InvalidParameterValue", "The parameter RecentlyActive must be a value in the set [ PT3H ].")
		_, err = g.api.DescribeAlarms(w.Context(), &cloudwatch.DescribeAlarmsInput{})
		w.wantRefusal("an operation that is not there", err, "UnknownOperationException", "DescribeAlarms")
	})
}

// All that is wrong with a query is a ValidationError.
//
// Broken by: queries without an id that pass; ids that are looked at one by one.
func TestBadQueriesAreRefused(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		g := w.gauge()
		for message, spoil := range map[string]func(*cloudwatch.GetMetricDataInput){
			"The values for parameter id in MetricDataQueries are not unique.": func(in *cloudwatch.GetMetricDataInput) {
				in.MetricDataQueries = slices.Repeat(in.MetricDataQueries, 2)
			},
			"The parameter MetricDataQueries.member.1.Id is required.": func(in *cloudwatch.GetMetricDataInput) {
				in.MetricDataQueries[0].Id = new("")
			},
			"The parameter MetricDataQueries.member.1.MetricStat is required.": func(in *cloudwatch.GetMetricDataInput) {
				in.MetricDataQueries[0].MetricStat = nil
			},
			"The parameters MetricDataQueries.member.1.Period and MetricDataQueries.member.1.MetricStat are mutually exclusive": func(in *cloudwatch.GetMetricDataInput) {
				in.MetricDataQueries[0].Period = new(int32(60))
			},
			"The parameters MetricDataQueries.member.1.Expression and MetricDataQueries.member.1.MetricStat are mutually exclusive": func(in *cloudwatch.GetMetricDataInput) {
				in.MetricDataQueries[0].Expression = new("1")
			},
			"The value median for parameter MetricDataQueries.member.1.MetricStat.Stat is not supported": func(in *cloudwatch.GetMetricDataInput) {
				in.MetricDataQueries[0].MetricStat.Stat = new("median")
			},
			"The parameter MaxDatapoints must be between 1 and 100800.": func(in *cloudwatch.GetMetricDataInput) {
				in.MaxDatapoints = new(int32(100_801))
			},
			"The collection MetricDataQueries must not have a size greater than 500.": func(in *cloudwatch.GetMetricDataInput) {
				in.MetricDataQueries = slices.Repeat(in.MetricDataQueries, 501)
			},
		} {
			in := query("Sum")
			spoil(in)
			_, err := g.api.GetMetricData(w.Context(), in)
			w.wantRefusal(message, err, "ValidationError", message)
		}
	})
}
