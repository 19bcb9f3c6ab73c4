package emulator

// The family tree of a stream's shards, drawn in text.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shardkeeper/shardkeeper/emulator/internal/kinesis"
)

// Tree draws the shards of a stream, named by name or ARN, as a family tree:
//
//	orders: ACTIVE, 2 of 3 shards open, 12 records
//	shardId-000000000000  closed  0%-100%   5 records
//	├─ shardId-000000000001  open  0%-50%   4 records
//	└─ shardId-000000000002  open  50%-100%   3 records
//
// The child of a merge is drawn below its first parent; the other points to it. Shards that
// retention removed are left out. A stream that does not exist is drawn as a line that says so.
func (e *Emulator) Tree(stream string) string { return e.TreeWith(stream, nil) }

// TreeWith is Tree with a note behind each shard, such as who reads it and how far. note gets the
// shard's ID.
func (e *Emulator) TreeWith(stream string, note func(shardID string) string) string {
	account, region, name := e.find(stream)
	family, ok := e.kinesis.Family(account, region, name, e.now())
	if !ok {
		return name + ": no such stream\n"
	}
	return draw(family, note)
}

// Report draws every stream and lists the last calls: what one wants to see of a failed test.
func (e *Emulator) Report() string {
	var b strings.Builder
	for _, family := range e.kinesis.Families(e.now()) {
		b.WriteString(draw(family, nil))
		b.WriteByte('\n')
	}
	calls := e.Calls()
	fmt.Fprintf(&b, "the last %d calls:\n", len(calls))
	for _, c := range calls {
		b.WriteString(c.String())
		b.WriteByte('\n')
	}
	return b.String()
}

// A drawing is a family tree on its way to paper.
type drawing struct {
	strings.Builder
	members map[string]kinesis.Member
	note    func(shardID string) string
}

func draw(f kinesis.Family, note func(string) string) string {
	d := drawing{members: map[string]kinesis.Member{}, note: note}
	open, records := 0, 0
	for _, m := range f.Shards {
		d.members[m.ID] = m
		records += m.Records
		if m.Open {
			open++
		}
	}
	fmt.Fprintf(&d, "%s: %s, %d of %s open, %s\n", f.Name, f.Status, open, plural(len(f.Shards), "shard"), plural(records, "record"))
	for _, m := range f.Shards {
		if d.nearest(m) == "" {
			d.member(m, "", "", "")
		}
	}
	return d.String()
}

// nearest is the parent below which a shard is drawn: the first that is still in the family.
func (d *drawing) nearest(m kinesis.Member) string {
	i := slices.IndexFunc(m.Parents, func(id string) bool { _, kept := d.members[id]; return kept })
	if i < 0 {
		return ""
	}
	return m.Parents[i]
}

// member draws one shard and its children. branch leads to it, and indent to its children.
func (d *drawing) member(m kinesis.Member, above, branch, indent string) {
	state := "closed"
	if m.Open {
		state = "open"
	}
	fmt.Fprintf(d, "%s%s  %s  %s-%s  %s", branch, m.ID, state, percent(m.Start), percent(m.End), plural(m.Records, "record"))
	if others := slices.DeleteFunc(slices.Clone(m.Parents), func(id string) bool { return id == above }); len(others) > 0 {
		fmt.Fprintf(d, "  (child of %s too)", strings.Join(others, " and "))
	}
	if d.note != nil {
		fmt.Fprintf(d, "  %s", d.note(m.ID))
	}
	d.WriteByte('\n')
	for i, id := range m.Children {
		branch, deeper := indent+"├─ ", indent+"│  "
		if i == len(m.Children)-1 {
			branch, deeper = indent+"└─ ", indent+"   "
		}
		if child := d.members[id]; d.nearest(child) == m.ID {
			d.member(child, m.ID, branch, deeper)
		} else {
			fmt.Fprintf(d, "%s(merged into %s)\n", branch, id)
		}
	}
}

func percent(share float64) string { return fmt.Sprintf("%.4g%%", 100*share) }

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
