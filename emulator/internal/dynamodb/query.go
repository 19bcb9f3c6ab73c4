package dynamodb

// Query lists the items of a table or index that have one hash key, in the order of their sort keys.
//
// Behaviour: ScanIndexForward false turns the order round. A global index is read as of the same
// instant as its table. Without ConsistentRead the answer may be one from the past
// (wire.Request.StaleBy). Count is what passed the filter.
// Limits: 1 MB a page before the filter, or Limit items.
// Errors: ResourceNotFoundException; ValidationException, also for an index that is not there.

import (
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/expression"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type query struct {
	listing
	KeyConditionExpression *string
	KeyConditions          expectations
	QueryFilter            expectations
	ScanIndexForward       *bool
}

func (in *query) validate(p *problems) {
	in.listing.validate(p)
	in.KeyConditions.validate(p, "keyConditions", true)
	in.QueryFilter.validate(p, "queryFilter", true)
}

func (c *call) query(in *query) ([]byte, *wire.Error) {
	p, err := in.plan()
	if err != nil {
		return nil, err
	}
	t, err := c.table(in.TableName)
	if err != nil {
		return nil, err
	}
	found, v, err := c.queryPage(in, t, p)
	if err != nil {
		return nil, err
	}
	return found.answer(&in.listing, v, p.paths), nil
}

func (c *call) queryPage(in *query, t *table, p plan) (page, view, *wire.Error) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	v, err := in.view(t, p)
	if err != nil {
		return page{}, v, err
	}
	if p, err = in.within(v, p); err != nil {
		return page{}, v, err
	}
	found, err := c.page(v, p, &in.listing)
	return found, v, err
}

// within narrows a plan to the hash key that its key condition asks for.
func (in *query) within(v view, p plan) (plan, *wire.Error) {
	hash, sort, err := keyCondition(p.key, v.schema())
	if err != nil {
		return p, err
	}
	for _, part := range v.schema().parts() {
		if expression.Mentions(p.filter, part.name) {
			return p, refuse("%s can only contain non-primary key attributes: Primary key attribute: %s", in.filterName(), part.name)
		}
	}
	p.key = sort
	p.span = within(partition(hash))
	p.span.backward = in.ScanIndexForward != nil && !*in.ScanIndexForward
	if in.ExclusiveStartKey == nil {
		return p, nil
	}
	if p.span.after, err = v.locate(in.ExclusiveStartKey); err != nil {
		return p, err
	}
	if !p.span.holds(*p.span.after) {
		return p, refuse("The provided starting key is outside query boundaries based on provided conditions")
	}
	if !expression.Holds(sort, in.ExclusiveStartKey) {
		return p, refuse("The provided starting key does not match the range key predicate")
	}
	return p, nil
}

// filterName is what messages call the filter.
func (in *query) filterName() string {
	if in.QueryFilter != nil {
		return "QueryFilter"
	}
	return "Filter Expression"
}

func (in *query) plan() (plan, *wire.Error) {
	var p plan
	// The service takes KeyConditions together with new expressions.
	err := unmixed([]given{{"AttributesToGet", in.AttributesToGet != nil}, {"QueryFilter", in.QueryFilter != nil},
		{"ConditionalOperator", in.ConditionalOperator != ""}, {"KeyConditions", in.KeyConditions != nil && in.KeyConditionExpression != nil}},
		given{"KeyConditionExpression", in.KeyConditionExpression != nil}, given{"FilterExpression", in.FilterExpression != nil},
		given{"ProjectionExpression", in.ProjectionExpression != nil})
	if err != nil {
		return p, err
	}
	scope, err := in.scope(in.KeyConditionExpression != nil || in.FilterExpression != nil || in.ProjectionExpression != nil,
		"FilterExpression and KeyConditionExpression are")
	if err != nil {
		return p, err
	}
	if p.key, err = in.keys(scope); err != nil {
		return p, err
	}
	if p.filter, err = in.filterOr(scope, in.QueryFilter); err != nil {
		return p, err
	}
	if p.paths, err = in.selection.parse(scope); err != nil {
		return p, err
	}
	if err := in.selects("1 validation error detected: "); err != nil {
		return p, err
	}
	return p, refused(scope.Unused())
}

func (in *query) keys(scope *expression.Scope) (expression.Condition, *wire.Error) {
	if in.KeyConditionExpression != nil {
		key, err := scope.Condition("KeyConditionExpression", *in.KeyConditionExpression)
		return key, refused(err)
	}
	switch {
	case in.KeyConditions == nil:
		return nil, refuse("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.")
	case len(in.KeyConditions) == 0:
		return nil, refuse("Conditions must be at least length 1")
	}
	for _, test := range in.KeyConditions {
		switch test.ComparisonOperator {
		case "NE", "IN", "NULL", "NOT_NULL", "CONTAINS", "NOT_CONTAINS":
			return nil, refuse("Attempted conditional constraint is not an indexable operation")
		}
	}
	return in.KeyConditions.parse("")
}
