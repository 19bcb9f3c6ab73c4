package dynamo

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
)

// Broken by: any other condition or attribute; the file is what people read.
func TestChangesReadAsExpressions(t *testing.T) {
	row, asked := holding(), holding().AskedBy("w2~b2").Next
	next, _ := checkpoint.At("200", 0)
	within, _ := checkpoint.At("100", 4)
	progress := checkpoint.Progress{Position: next, Done: time.UnixMilli(1_790_000_000_123)}
	prepared := checkpoint.Progress{Position: row.Position, Pending: &checkpoint.Pending{Position: next, State: []byte("state")}}
	marked := row
	marked.HashKeys.Ending, marked.Marks = "99", lease.Marks{Format: 1, StreamARN: "arn:stream/orders"}
	free := row.Released(checkpoint.Progress{Position: row.Position}).Next
	changes := map[string]lease.Change{
		"take":         row.TakenBy("w3~c3", "t3", 10*time.Second, lease.Marks{Format: 1, StreamARN: "arn:stream/orders"}),
		"save":         row.Saved(progress),
		"renew":        row.Saved(checkpoint.Progress{Position: row.Position}),
		"sub-sequence": row.Saved(checkpoint.Progress{Position: within}),
		"prepare":      row.Saved(prepared),
		"commit":       row.Saved(prepared).Next.Saved(progress),
		"hand over":    asked.HandedTo(progress),
		"release":      row.Released(progress),
		"end":          row.Ended(progress, []string{"shardId-000000000002", "shardId-000000000001"}, nil),
		"ask":          row.AskedBy("w2~b2"),
		"ask free":     free.AskedBy("w2~b2"),
		"withdraw":     asked.Withdrawn(),
		"delete":       row.Ended(progress, nil, nil).Next.Deleted(),
		"mark":         row.Marked(marked),
	}
	datadriven.RunTest(t, "testdata/expressions", func(t *testing.T, d *datadriven.TestData) string {
		var words []string
		for _, arg := range d.CmdArgs {
			words = append(words, arg.Key)
		}
		change, known := changes[strings.Join(words, " ")]
		if !known {
			d.Fatalf(t, "no change %q", words)
		}
		return printed(express(change))
	})
}

// holding is a row in the middle of a tenure.
func holding() lease.Lease {
	p, _ := checkpoint.At("100", 0)
	return lease.Lease{
		Key: lease.Key{Shard: "shardId-000000000000"}, Owner: "w1~a1", Counter: 7, Position: p,
		HashKeys: lease.HashKeys{Starting: "0", Ending: "9"}, Tenure: "a1.t1", Failover: 10 * time.Second,
	}
}

func printed(e expression) string {
	var b strings.Builder
	if e.update != "" {
		fmt.Fprintln(&b, strings.ReplaceAll(strings.Replace(e.update, " REMOVE", "\nREMOVE", 1), "#", ""))
	}
	fmt.Fprintf(&b, "if %s\n", strings.ReplaceAll(e.condition, "#", ""))
	for _, name := range slices.Sorted(maps.Keys(e.values)) {
		fmt.Fprintf(&b, "  %s is %s\n", name, show(e.values[name]))
	}
	return b.String()
}

// Every alias and placeholder that is used is defined, and none besides: the service refuses both.
// Broken by: a name defined for what is not written.
func TestExpressionsDefineWhatTheyUse(t *testing.T) {
	row := holding()
	for _, c := range []lease.Change{
		row.TakenBy("w3~c3", "t3", time.Second, lease.Marks{}), row.Saved(checkpoint.Progress{}), row.Released(checkpoint.Progress{}),
		row.AskedBy("w2"), row.Withdrawn(), row.Deleted(), row.Marked(row), {Kind: 0, Was: row, Next: row},
	} {
		e := express(c)
		used := strings.FieldsFunc(e.update+" "+e.condition, func(r rune) bool { return strings.ContainsRune(" (),=", r) })
		for _, word := range used {
			_, name := e.names[word]
			_, value := e.values[word]
			if word[0] == '#' && !name || word[0] == ':' && !value {
				t.Errorf("%v: %s is not defined", c.Kind, word)
			}
		}
		for _, defined := range slices.Concat(slices.Collect(maps.Keys(e.names)), slices.Collect(maps.Keys(e.values))) {
			if !slices.Contains(used, defined) {
				t.Errorf("%v: %s is not used", c.Kind, defined)
			}
		}
	}
}
