package leasetest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/lease/leasetest"
)

// The answer to a write is lost. Sent again, its condition fails on its own effect, and the row
// in the ConflictError shows that it is stored.
func ExampleMemory() {
	lost := false
	table := &leasetest.Memory{Drop: func(c leasetest.Call) error {
		if c.Change.Kind == lease.Save && !lost {
			lost = true
			return errors.New("connection reset")
		}
		return nil
	}}
	key := lease.Key{Shard: "shardId-000000000000"}
	held := lease.Lease{Key: key}.TakenBy("worker-1~5f3a", "c0de", 10*time.Second, lease.Marks{}).Next
	table.Put(held)

	save := held.Saved(checkpoint.Progress{Position: checkpoint.Latest()})
	_, err := table.Apply(context.Background(), save)
	fmt.Println(err)

	_, err = table.Apply(context.Background(), save)
	fmt.Println(err)
	if conflict, ok := errors.AsType[*lease.ConflictError](err); ok {
		fmt.Println("stored:", save.Judge(conflict.Row, conflict.Exists) == lease.Stored)
	}
	// Output:
	// leasetest: save shardId-000000000000: connection reset
	// lease: save shardId-000000000000: the row is at counter 2, held by "worker-1~5f3a"
	// stored: true
}

// A table of your own passes the suite from a test of its package.
func ExampleTestTable() {
	_ = func(t *testing.T) { // func TestMyTablePassesTheSuite(t *testing.T)
		leasetest.TestTable(t, func(t *testing.T) lease.Table {
			return new(leasetest.Memory) // an empty table of yours
		})
	}
}
