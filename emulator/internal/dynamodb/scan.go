package dynamodb

// Scan lists the items of a table or index, a page at a time, or one segment of them.
//
// Behaviour: items come in the order of the hashes of their hash keys. A segment is a range of
// those, so the segments of a scan are the whole table, each item once. Without ConsistentRead the
// answer may be one from the past (wire.Request.StaleBy). Count is what passed the filter.
// Limits: 1 MB a page before the filter, or Limit items; 1,000,000 segments.
// Errors: ResourceNotFoundException; ValidationException, also for an index that is not there.

import (
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type scan struct {
	listing
	ScanFilter             expectations
	Segment, TotalSegments *int64
}

func (in *scan) validate(p *problems) {
	in.listing.validate(p)
	in.ScanFilter.validate(p, "scanFilter", true)
	p.atLeast("segment", in.Segment, 0)
	p.atMost("segment", in.Segment, 999999)
	p.atLeast("totalSegments", in.TotalSegments, 1)
	p.atMost("totalSegments", in.TotalSegments, 1000000)
}

func (c *call) scan(in *scan) ([]byte, *wire.Error) {
	p, err := in.plan()
	if err != nil {
		return nil, err
	}
	t, err := c.table(in.TableName)
	if err != nil {
		return nil, err
	}
	found, v, err := c.scanPage(in, t, p)
	if err != nil {
		return nil, err
	}
	return found.answer(&in.listing, v, p.paths), nil
}

func (c *call) scanPage(in *scan, t *table, p plan) (page, view, *wire.Error) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	v, err := in.view(t, p)
	if err != nil {
		return page{}, v, err
	}
	if in.ExclusiveStartKey != nil {
		if p.span.after, err = v.locate(in.ExclusiveStartKey); err != nil {
			return page{}, v, err
		}
		if in.Segment != nil && !p.span.holds(*p.span.after) {
			return page{}, v, refuse("The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: %d Segment: %d",
				*in.TotalSegments, *in.Segment)
		}
	}
	found, err := c.page(v, p, &in.listing)
	return found, v, err
}

func (in *scan) plan() (plan, *wire.Error) {
	var p plan
	if err := in.segments(&p); err != nil {
		return p, err
	}
	err := unmixed([]given{{"AttributesToGet", in.AttributesToGet != nil}, {"ScanFilter", in.ScanFilter != nil}, {"ConditionalOperator", in.ConditionalOperator != ""}},
		given{"FilterExpression", in.FilterExpression != nil}, given{"ProjectionExpression", in.ProjectionExpression != nil})
	if err != nil {
		return p, err
	}
	scope, err := in.scope(in.FilterExpression != nil || in.ProjectionExpression != nil, "FilterExpression is")
	if err != nil {
		return p, err
	}
	if p.filter, err = in.filterOr(scope, in.ScanFilter); err != nil {
		return p, err
	}
	if p.paths, err = in.selection.parse(scope); err != nil {
		return p, err
	}
	if err := in.selects(""); err != nil {
		return p, err
	}
	return p, refused(scope.Unused())
}

func (in *scan) segments(p *plan) *wire.Error {
	switch {
	case in.Segment == nil && in.TotalSegments == nil:
	case in.TotalSegments == nil:
		return refuse("The TotalSegments parameter is required but was not present in the request when Segment parameter is present")
	case in.Segment == nil:
		return refuse("The Segment parameter is required but was not present in the request when parameter TotalSegments is present")
	case *in.Segment >= *in.TotalSegments:
		return refuse("The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: %d is not less than TotalSegments: %d",
			*in.Segment, *in.TotalSegments)
	default:
		p.span = segment(*in.Segment, *in.TotalSegments)
	}
	return nil
}
