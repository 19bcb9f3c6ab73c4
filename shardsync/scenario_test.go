package shardsync_test

// Stories of reshards, in testdata: each file reads as a conversation with one stream and one
// table. Hash keys are written in eighths of the whole range.

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/shardsync"
)

func TestScenarios(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		w := story{ever: map[string]shardsync.Shard{}}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "shards":
				return w.list(t, d)
			case "rows":
				return w.setRows(t, d)
			case "plan":
				return w.plan(t, d, false)
			case "sync":
				return w.plan(t, d, true)
			case "end":
				return w.end(t, d)
			case "gone":
				return w.gone()
			case "delete":
				return w.delete()
			case "match":
				return w.match(t, d)
			default:
				d.Fatalf(t, "unknown command %q", d.Cmd)
				return ""
			}
		})
	})
}

// A story is what the verbs act on.
type story struct {
	before, now []shardsync.Shard // the last two listings
	ever        map[string]shardsync.Shard
	rows        []lease.Lease
}

// list reads lines "b 0-4 closed <- a".
func (w *story) list(t *testing.T, d *datadriven.TestData) string {
	w.before, w.now = w.now, nil
	for line := range strings.Lines(d.Input) {
		head, parents, _ := strings.Cut(line, "<-")
		words := strings.Fields(head)
		var from, to int
		if _, err := fmt.Sscanf(words[1], "%d-%d", &from, &to); err != nil {
			d.Fatalf(t, "%s: %v", line, err)
		}
		s := shardsync.Shard{ID: words[0], Parents: strings.Fields(parents), HashKeys: parts(from, to, 8), Closed: len(words) > 2}
		w.now, w.ever[s.ID] = append(w.now, s), s
	}
	return ""
}

// setRows reads lines "b SHARD_END arn=x".
func (w *story) setRows(t *testing.T, d *datadriven.TestData) string {
	w.rows = nil
	for line := range strings.Lines(d.Input) {
		words := strings.Fields(line)
		at, err := checkpoint.Parse(words[1])
		if err != nil {
			d.Fatalf(t, "%s: %v", line, err)
		}
		s := w.ever[words[0]]
		row := lease.Lease{Key: lease.Key{Shard: words[0]}, Position: at, Parents: s.Parents, HashKeys: s.HashKeys}
		for _, word := range words[2:] {
			name, value, _ := strings.Cut(word, "=")
			switch name {
			case "start":
				row.Start = clock(t, value)
			case "arn":
				row.Marks = lease.Marks{Format: lease.Format, StreamARN: value, Created: row.Marks.Created}
			case "created":
				row.Marks.Created = clock(t, value)
			case "keys":
				row.HashKeys = lease.HashKeys{Starting: value, Ending: value}
			}
		}
		w.rows = append(w.rows, row)
	}
	return ""
}

func (w *story) plan(t *testing.T, d *datadriven.TestData, write bool) string {
	start := shardsync.Start{}
	if d.HasArg("from") {
		var from, at string
		d.ScanArgs(t, "from", &from)
		d.ScanArgs(t, "at", &at)
		start.From, _ = checkpoint.Parse(from)
		start.At = clock(t, at)
	}
	if d.HasArg("open") {
		for _, arg := range d.CmdArgs {
			if arg.Key == "open" {
				start.Open = arg.Vals
			}
		}
	}
	rows, err := shardsync.Plan(w.now, w.rows, start)
	if err != nil {
		return err.Error()
	}
	if write {
		w.rows = append(w.rows, rows...)
	}
	return created(rows)
}

func created(rows []lease.Lease) string {
	if len(rows) == 0 {
		return "nothing"
	}
	var b strings.Builder
	for _, row := range rows {
		fmt.Fprintf(&b, "create %v at %v", row.Key, row.Position)
		if !row.Position.IsTrimHorizon() {
			fmt.Fprintf(&b, " of %s", row.Start.Format(time.TimeOnly))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// end ends a shard with the children that its last page named.
func (w *story) end(t *testing.T, d *datadriven.TestData) string {
	var id string
	d.ScanArgs(t, "shard", &id)
	var children []shardsync.Shard
	for _, arg := range d.CmdArgs {
		if arg.Key == "children" {
			for _, child := range arg.Vals {
				children = append(children, w.ever[child])
			}
		}
	}
	i := slices.IndexFunc(w.rows, func(row lease.Lease) bool { return row.Key.Shard == id })
	if !shardsync.Complete(w.rows[i], children) {
		return "not all children: list"
	}
	next := shardsync.Succeed(w.rows[i], children, w.rows, w.now)
	if len(next.SyncFirst) > 0 {
		return "sync first: no row leads to " + strings.Join(next.SyncFirst, ", ")
	}
	w.rows[i] = w.rows[i].Ended(checkpoint.Progress{}, next.Children, nil).Next
	w.rows = append(w.rows, next.Rows...)
	if len(next.Later) > 0 {
		return "later: " + strings.Join(next.Later, ", ")
	}
	return created(next.Rows)
}

func (w *story) gone() string { return names(shardsync.Gone(w.rows, w.before, w.now)) }

func (w *story) delete() string {
	deletable := shardsync.Deletable(w.rows, w.before, w.now)
	w.rows = slices.DeleteFunc(w.rows, func(row lease.Lease) bool {
		return slices.ContainsFunc(deletable, func(l lease.Lease) bool { return l.Key == row.Key })
	})
	return names(deletable)
}

func (w *story) match(t *testing.T, d *datadriven.TestData) string {
	marks := lease.Marks{Format: lease.Format}
	var created string
	d.ScanArgs(t, "arn", &marks.StreamARN)
	d.ScanArgs(t, "created", &created)
	marks.Created = clock(t, created)
	if err := shardsync.Match(marks, w.rows, w.now); err != nil {
		return err.Error()
	}
	return "it belongs"
}

func names(rows []lease.Lease) string {
	if len(rows) == 0 {
		return "nothing"
	}
	var names []string
	for _, row := range rows {
		names = append(names, row.Key.String())
	}
	return strings.Join(names, ", ")
}

func clock(t *testing.T, text string) time.Time {
	at, err := time.Parse("15:04", text)
	if err != nil {
		t.Fatal(err)
	}
	return at.AddDate(2026, 0, 0)
}

// parts is the hash range from one of so many parts of the whole to before another.
func parts(from, to, of int) lease.HashKeys {
	at := func(n int) *big.Int {
		x := new(big.Int).Lsh(big.NewInt(int64(n)), 128)
		return x.Div(x, big.NewInt(int64(of)))
	}
	return lease.HashKeys{Starting: at(from).String(), Ending: new(big.Int).Sub(at(to), big.NewInt(1)).String()}
}
