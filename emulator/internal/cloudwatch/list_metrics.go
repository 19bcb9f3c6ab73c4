package cloudwatch

// ListMetrics
//
// Behaviour: the metrics that data was put to within two weeks, or within three hours if asked for
// RecentlyActive, by name in order. A dimension filter asks for a dimension with that name, and that
// value if it gives one; a metric may have others too.
//
// Limits: 500 metrics a page, 30 filters.
//
// Errors: InvalidParameterValue, for a token that is none too. InternalServiceFault is a matter of faults.

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"maps"
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type listMetricsInput struct {
	Namespace, MetricName *string
	Dimensions            []dimension // Value is optional
	RecentlyActive        *string
	NextToken             *string
	IncludeLinkedAccounts *bool
	OwningAccount         *string
	after                 string // of the token
}

type listMetricsOutput struct {
	Metrics        []metricShape
	NextToken      *string  `json:",omitempty"`
	OwningAccounts []string `json:",omitempty"`
}

type metricShape struct {
	Namespace, MetricName *string
	Dimensions            []dimension
}

const (
	pageMetrics    = 500
	recentlyActive = "PT3H"
)

func (in *listMetricsInput) validate(p *complaints, _ int64) {
	p.namespace("Namespace", in.Namespace, false)
	p.text("MetricName", in.MetricName, 255, false)
	p.atMost("Dimensions", len(in.Dimensions), mostDimensions)
	for i, d := range in.Dimensions {
		p.text(fmt.Sprintf("Dimensions.member.%d.Name", i+1), d.Name, 255, true)
	}
	if r := in.RecentlyActive; r != nil && *r != recentlyActive {
		p.oneOf("RecentlyActive", *r, []string{recentlyActive})
	}
	if in.NextToken == nil {
		return
	}
	after, err := base64.RawURLEncoding.DecodeString(*in.NextToken)
	if in.after = string(after); err != nil || in.after == "" {
		p.add(badValue, "Invalid nextToken")
	}
}

func (c *call) listMetrics(in *listMetricsInput) (*listMetricsOutput, *wire.Error) {
	p, unlock := c.place()
	defer unlock()
	out := &listMetricsOutput{Metrics: []metricShape{}}
	last := ""
	for _, k := range slices.Sorted(maps.Keys(p.metrics)) {
		m := p.metrics[k]
		if k <= in.after || !in.lists(m, c.now()) {
			continue
		}
		if len(out.Metrics) == pageMetrics {
			out.NextToken = new(base64.RawURLEncoding.EncodeToString([]byte(last)))
			break
		}
		last = k
		out.Metrics = append(out.Metrics, m.shape())
	}
	if in.IncludeLinkedAccounts != nil && *in.IncludeLinkedAccounts {
		out.OwningAccounts = slices.Repeat([]string{c.Account}, len(out.Metrics))
	}
	return out, nil
}

// lists tells whether a metric is asked for.
func (in *listMetricsInput) lists(m *metric, now int64) bool {
	since := now - 14*day
	if in.RecentlyActive != nil {
		since = now - 3*hour
	}
	return m.seen >= since &&
		or(cmp.Or(in.Namespace, &m.namespace)) == m.namespace &&
		or(cmp.Or(in.MetricName, &m.name)) == m.name &&
		!slices.ContainsFunc(in.Dimensions, func(filter dimension) bool { return !m.has(filter) })
}

// has tells whether a metric has a dimension that a filter asks for.
func (m *metric) has(filter dimension) bool {
	return slices.ContainsFunc(m.dimensions, func(d dimension) bool {
		return d.name() == filter.name() && (filter.Value == nil || d.value() == *filter.Value)
	})
}

func (m *metric) shape() metricShape {
	return metricShape{&m.namespace, &m.name, append([]dimension{}, m.dimensions...)}
}
