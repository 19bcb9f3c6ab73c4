package emulator_test

// Answers of CloudWatch that come in pages.

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// Broken by: a filter without a value that matches none; a token that begins with the last metric again.
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
