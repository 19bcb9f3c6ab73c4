package lease_test

import (
	"context"
	"fmt"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/lease/leasetest"
)

// A worker holds the lease of a shard while it reads, stores how far it came, and leaves the lease
// to others when it stops.
func Example() {
	table := new(leasetest.Memory) // in production: a table in DynamoDB
	table.Put(lease.Lease{Key: lease.Key{Shard: "shardId-000000000000"}})

	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	keeper := &lease.Keeper{
		Table: table,
		Owner: lease.OwnerName("worker-1", "5f3a"),
		Read: func(ctx context.Context, h *lease.Held) {
			fmt.Println("reading", h.Lease().Key, "from", h.Lease().Position, "under token", h.Token())
			done, _ := checkpoint.At("4711", 0)
			fmt.Println("stored:", h.Commit(ctx, checkpoint.Progress{Position: done}) == nil)
			stop()
			<-h.Stopping()
			_ = h.End(ctx, lease.Final{How: lease.Leave, Progress: h.Now().Progress()})
		},
	}
	fmt.Println("run:", keeper.Run(ctx))
	for _, row := range table.Rows() {
		fmt.Printf("%v is at %v, held by %q\n", row.Key, row.Position, row.Holder())
	}
	// Output:
	// reading shardId-000000000000 from TRIM_HORIZON under token 1
	// stored: true
	// run: <nil>
	// shardId-000000000000 is at 4711, held by ""
}

// A worker that joins asks the only one there for its share. A plan is a value: nothing is done yet.
func ExamplePolicy_Plan() {
	policy := lease.Policy{}.Defaulted()
	var rows []lease.Lease
	for i := range 5 {
		row := lease.Lease{Key: lease.Key{Shard: fmt.Sprintf("shardId-%012d", i)}}
		rows = append(rows, row.TakenBy("worker-1~5f3a", "c0de", policy.Failover, lease.Marks{}).Next)
	}
	now := time.Now()
	view := lease.View{}.Listed(rows, now, now)
	for _, move := range policy.Plan(view, "worker-2~77b0", time.Time{}, now) {
		fmt.Println(move.Kind, "a lease of", move.Lease.Holder())
	}
	// Output:
	// ask a lease of worker-1~5f3a
	// ask a lease of worker-1~5f3a
}
