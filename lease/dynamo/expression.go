package dynamo

// A change as an update with its condition, in DynamoDB's words: a function of the change alone.

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/shardkeeper/shardkeeper/lease"
)

// An expression is an update with its condition. Every name is an alias: some are reserved words.
type expression struct {
	update    string // "" if nothing differs
	condition string
	names     map[string]string
	values    item
}

// noRow is the condition of a row's creation.
const noRow = "attribute_not_exists(" + leaseKey + ")"

// express writes a change of an existing row: SET and REMOVE of what differs between Was and
// Next, under the kind's condition.
func express(c lease.Change) expression {
	e := expression{names: map[string]string{}, values: item{}}
	e.condition = e.when(c)
	if c.Kind != lease.Delete {
		e.update = e.write(c)
	}
	if len(e.values) == 0 {
		e.values = nil // an empty map is refused
	}
	return e
}

// when is what lease.Change.Holds says, as a condition.
func (e expression) when(c lease.Change) string {
	was := encode(c.Was)
	terms := []string{"attribute_exists(" + e.alias(leaseKey) + ")"}
	same := func(names ...string) {
		for _, name := range names {
			terms = append(terms, e.equals(name, was[name]))
		}
	}
	switch c.Kind {
	case lease.Take, lease.Mark:
		same(leaseCounter)
	case lease.Save, lease.Release, lease.End:
		same(leaseCounter, tenure)
	case lease.HandOver:
		same(leaseCounter, tenure, leaseOwner, checkpointOwner)
	case lease.Ask:
		same(leaseOwner)
		terms = append(terms, e.equals(checkpointOwner, nil))
	case lease.Withdraw:
		same(leaseOwner, checkpointOwner)
	case lease.Delete:
		same(leaseCounter)
		terms = append(terms, e.equals(position, &types.AttributeValueMemberS{Value: "SHARD_END"}))
	default:
		terms = append(terms, e.equals(leaseKey, nil)) // contradicts the first: an unknown kind never holds
	}
	return strings.Join(terms, " AND ")
}

// equals is the condition that an attribute has a value, or is absent for want of one.
func (e expression) equals(name string, value types.AttributeValue) string {
	if value == nil {
		return "attribute_not_exists(" + e.alias(name) + ")"
	}
	placeholder := ":" + name + "_was"
	e.values[placeholder] = value
	return e.alias(name) + " = " + placeholder
}

func (e expression) alias(name string) string {
	e.names["#"+name] = name
	return "#" + name
}

// write is the update expression: what differs, and the end of an ask where the change ends one.
func (e expression) write(c lease.Change) string {
	was, next := encode(c.Was), encode(c.Next)
	names := differing(was, next)
	if c.EndsAsk() {
		names[leaseOwner], names[checkpointOwner] = true, true
	}
	delete(names, parentShards) // of a row's creation only
	delete(names, news)         // of Announce only
	var sets, removes []string
	for _, name := range slices.Sorted(maps.Keys(names)) {
		value, there := next[name]
		if !there {
			removes = append(removes, e.alias(name))
			continue
		}
		e.values[":"+name] = value
		sets = append(sets, e.alias(name)+" = :"+name)
	}
	var clauses []string
	if len(sets) > 0 {
		clauses = append(clauses, "SET "+strings.Join(sets, ", "))
	}
	if len(removes) > 0 {
		clauses = append(clauses, "REMOVE "+strings.Join(removes, ", "))
	}
	return strings.Join(clauses, " ")
}

// differing names the attributes to write. Those that say one thing together are written together.
func differing(was, next item) map[string]bool {
	names := map[string]bool{}
	for name := range next {
		names[name] = !reflect.DeepEqual(was[name], next[name])
	}
	for name := range was {
		names[name] = !reflect.DeepEqual(was[name], next[name])
	}
	for _, together := range [...][]string{
		{position, subSequence},
		{pending, pendingSub, pendingState},
		{startingHashKey, endingHashKey},
		{format, streamARN, streamCreated},
	} {
		if slices.ContainsFunc(together, func(name string) bool { return names[name] }) {
			for _, name := range together {
				names[name] = true
			}
		}
	}
	maps.DeleteFunc(names, func(_ string, differs bool) bool { return !differs })
	return names
}
