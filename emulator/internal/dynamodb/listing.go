package dynamodb

// What Query and Scan have in common: a request for a page of a table or index, and its answer.

import (
	"iter"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/expression"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// listing is the members that both requests have.
type listing struct {
	TableName              string
	IndexName              string
	ConsistentRead         bool
	FilterExpression       *string
	ConditionalOperator    string
	ExclusiveStartKey      attribute.Map
	Limit                  *int64
	Select                 string
	ReturnConsumedCapacity string
	substitutions
	selection
}

func (in *listing) validate(p *problems) {
	p.table(in.TableName)
	if in.IndexName != "" {
		p.name("indexName", in.IndexName)
	}
	p.atLeast("limit", in.Limit, 1)
	p.oneOf("select", in.Select, "SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES")
	p.consumed(in.ReturnConsumedCapacity)
}

// A plan is a listing with its expressions parsed.
type plan struct {
	key    expression.Condition // of a Query; what fails it was not looked at
	filter expression.Condition // what fails it was looked at in vain
	paths  []expression.Path    // to answer; nil for all
	span   span
}

// filterOr parses the filter, or what it replaced.
func (in *listing) filterOr(scope *expression.Scope, old expectations) (expression.Condition, *wire.Error) {
	if in.FilterExpression == nil {
		return old.parse(in.ConditionalOperator)
	}
	filter, err := scope.Condition("FilterExpression", *in.FilterExpression)
	return filter, refused(err)
}

// selects checks Select against the projection.
func (in *listing) selects() *wire.Error {
	some := in.ProjectionExpression != nil || in.AttributesToGet != nil
	switch {
	case in.Select == "SPECIFIC_ATTRIBUTES" && !some:
		return refuse("SPECIFIC_ATTRIBUTES requires either ProjectionExpression or AttributesToGet")
	case in.Select != "" && in.Select != "SPECIFIC_ATTRIBUTES" && some:
		return refuse("Cannot specify the ProjectionExpression when choosing to get %s", in.Select)
	case in.Select == "ALL_PROJECTED_ATTRIBUTES" && in.IndexName == "":
		return refuse("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName")
	}
	return nil
}

// A view is a table or an index of it, to be listed with the table's lock held.
type view struct {
	table *table
	index *index // nil for the table itself
}

// view finds what a request lists. The lock is held.
func (in *listing) view(t *table) (view, *wire.Error) {
	v := view{table: t}
	if in.IndexName == "" {
		return v, nil
	}
	if v.index = t.index(in.IndexName); v.index == nil {
		return v, noIndex(in.IndexName)
	}
	if in.ConsistentRead && !v.index.local {
		return v, refuse("Consistent reads are not supported on global secondary indexes")
	}
	if in.Select == "ALL_ATTRIBUTES" && v.index.projection.ProjectionType != "ALL" && !v.index.local {
		return v, refuse("One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index %s because its projection type is not ALL", in.IndexName)
	}
	return v, nil
}

func (v view) schema() schema {
	if v.index != nil {
		return v.index.schema
	}
	return v.table.schema
}

// list is the entries in a span.
func (v view) list(s span, at time.Time) iter.Seq[entry] {
	if v.index != nil {
		return v.index.view(v.table.schema, &v.table.mu.rows, s, at)
	}
	return v.table.mu.rows.list(s.starting(), at)
}

// keyOf is how a client names an item of the view to go on after it.
func (v view) keyOf(item attribute.Map) attribute.Map {
	if v.index != nil {
		return expression.Project(item, v.index.paths(v.table.schema))
	}
	return v.table.schema.keyOf(item)
}

// locate is the place that a client goes on after.
func (v view) locate(key attribute.Map) (*place, *wire.Error) {
	if v.index == nil {
		at, err := v.table.schema.locate(key)
		if err != nil {
			return nil, refuse("The provided starting key is invalid: %s", err.Message)
		}
		return &at, nil
	}
	if !v.index.holds(key) || len(key) != len(v.index.paths(v.table.schema)) {
		return nil, refuse("The provided starting key is invalid")
	}
	if _, err := v.table.schema.locate(v.table.schema.keyOf(key)); err != nil {
		return nil, refuse("The provided starting key is invalid: %s", err.Message)
	}
	return new(v.index.locate(v.table.schema, key)), nil
}
