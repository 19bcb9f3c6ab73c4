package dynamodb

// What Query and Scan have in common: a request for a page of a table or index, and its answer.

import (
	"iter"
	"slices"
	"strings"
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
	p.oneOf("conditionalOperator", in.ConditionalOperator, "AND", "OR")
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

// selects checks Select against the projection. The service begins its words otherwise for a Query.
func (in *listing) selects(prefix string) *wire.Error {
	projection := ""
	switch {
	case in.ProjectionExpression != nil:
		projection = "ProjectionExpression"
	case in.AttributesToGet != nil:
		projection = "AttributesToGet"
	}
	switch {
	case in.Select == "SPECIFIC_ATTRIBUTES" && projection == "":
		return refuse("%sMust specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES", prefix)
	case in.Select == "COUNT" && projection != "":
		return refuse("%sCannot specify the %s when choosing to get only the Count", prefix, projection)
	case in.Select != "" && in.Select != "SPECIFIC_ATTRIBUTES" && projection != "":
		return refuse("%sCannot specify the %s when choosing to get %s", prefix, projection, in.Select)
	case in.Select == "ALL_PROJECTED_ATTRIBUTES" && in.IndexName == "":
		return refuse("%sALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName", prefix)
	}
	return nil
}

// A view is a table or an index of it, to be listed with the table's lock held.
type view struct {
	table *table
	index *index // nil for the table itself
	fetch bool   // from the table: what is asked for is not all in the index, which is local
	whole bool   // what was fetched is also answered
}

// shown is what an answer can have of an item.
func (v view) shown(item attribute.Map) attribute.Map {
	if v.fetch && !v.whole {
		return v.index.project(v.table.schema, item)
	}
	return item
}

// view finds what a request lists. The lock is held.
func (in *listing) view(t *table, p plan) (view, *wire.Error) {
	v := view{table: t}
	if in.IndexName == "" {
		return v, nil
	}
	if v.index = t.index(in.IndexName); v.index == nil {
		return v, noIndex(in.IndexName)
	}
	if err := v.index.readable(); err != nil {
		return v, err
	}
	if in.ConsistentRead && !v.index.local {
		return v, refuse("Consistent reads are not supported on global secondary indexes")
	}
	if in.Select == "ALL_ATTRIBUTES" && v.index.projection.ProjectionType != "ALL" && !v.index.local {
		return v, refuse("One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index %s because its projection type is not ALL", in.IndexName)
	}
	return in.reaching(v, p)
}

// reaching is the view with what it has to fetch. Only a local index fetches; a Scan of a global one may
// filter by what the index does not have, and sees nothing there.
func (in *listing) reaching(v view, p plan) (view, *wire.Error) {
	filtered, shown := v.hidden(expression.Names(p.filter)), v.hidden(heads(p.paths))
	switch isQuery := p.key != nil; {
	case filtered != nil && isQuery:
		return v, badParameter("Secondary index %s does not project one or more filter attributes: [%s]", in.IndexName, strings.Join(filtered, ", "))
	case shown != nil && !v.index.local:
		return v, badParameter("Global secondary index %s does not project [%s]", in.IndexName, strings.Join(shown, ", "))
	}
	v.whole = shown != nil || in.Select == "ALL_ATTRIBUTES"
	v.fetch = v.index.local && v.index.projection.ProjectionType != "ALL" && (v.whole || filtered != nil)
	return v, nil
}

// hidden are those of the names that the index does not have.
func (v view) hidden(names []string) []string {
	var all []string
	for _, name := range names {
		if !v.index.shows(v.table.schema, name) && !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

// heads are the attributes that paths lead to or into.
func heads(paths []expression.Path) []string {
	var all []string
	for _, path := range paths {
		all = append(all, path[0].Name)
	}
	return all
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
		return v.index.view(v.table.schema, &v.table.mu.rows, s, at, v.fetch)
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
