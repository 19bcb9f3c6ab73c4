package leasetest

// SHARD_END and the children's rows: one transaction, whichever of them exist.

import (
	"fmt"
	"testing"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
)

// Broken by: overwriting a child that exists; giving up when one exists.
func anEndCreatesTheChildrenThatAreMissing(t *testing.T, table lease.Table) {
	names := []string{"shardId-000000000010", "shardId-000000000011", "shardId-000000000012"}
	var rows []lease.Lease
	for _, name := range names {
		child := fresh(name)
		child.Parents = []string{"shardId-000000000000"}
		rows = append(rows, child)
	}
	for have := range len(rows) + 1 {
		t.Run(fmt.Sprintf("%d of %d exist", have, len(rows)), func(t *testing.T) {
			parent := held(fmt.Sprint("shardId-00000000000", have))
			want := make([]lease.Lease, len(rows))
			for i, row := range rows {
				row.Key.Stream = fmt.Sprintf("123456789012:orders:%d", have+1)
				if i < have {
					row.Position, row.Counter, row.Owner = checkpoint.Latest(), 9, "w5~e5"
					stands(t, table, row)
				}
				want[i] = row
			}
			parent.Key.Stream = want[0].Key.Stream
			stands(t, table, parent)
			offered := make([]lease.Lease, len(rows))
			for i, row := range rows {
				row.Key.Stream = parent.Key.Stream
				offered[i] = row
			}
			end := parent.Ended(checkpoint.Progress{Done: parent.Done}, names, offered)
			got := made(t, table, end)
			if d := diff(end.Apply(parent), got); d != "" {
				t.Errorf("the answer (-want +got):\n%s", d)
			}
			shows(t, table, end.Apply(parent))
			for _, child := range want {
				shows(t, table, child)
			}
		})
	}
}

// Broken by: creating the children in writes of their own; reporting the child's failure first.
func aRefusedEndCreatesNothing(t *testing.T, table lease.Table) {
	parent := held("shardId-000000000000")
	stands(t, table, parent, fresh("shardId-000000000001"))
	moved := made(t, table, parent.Saved(checkpoint.Progress{Position: parent.Position}))
	end := parent.Ended(checkpoint.Progress{}, []string{"shardId-000000000001", "shardId-000000000002"},
		[]lease.Lease{fresh("shardId-000000000001"), fresh("shardId-000000000002")})
	conflict := refused(t, table, end)
	if d := diff(moved, conflict.Row); !conflict.Exists || d != "" {
		t.Errorf("ConflictError: exists = %v, row (-want +got):\n%s", conflict.Exists, d)
	}
	shows(t, table, moved)
	lacks(t, table, lease.Key{Shard: "shardId-000000000002"})

	absent := held("shardId-000000000005").Ended(checkpoint.Progress{}, []string{"shardId-000000000002"},
		[]lease.Lease{fresh("shardId-000000000002")})
	if conflict := refused(t, table, absent); conflict.Exists {
		t.Error("the end of a shard without a row says that there is one")
	}
	lacks(t, table, lease.Key{Shard: "shardId-000000000002"})
}
