package shardsync_test

import (
	"fmt"

	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/shardsync"
)

// A stream's only shard was split before anyone read it. The children have to wait, so the plan
// names the parent alone; its end brings the children's rows.
func Example() {
	const middle = "170141183460469231731687303715884105728"
	whole := lease.HashKeys{Starting: "0", Ending: "340282366920938463463374607431768211455"}
	shards := []shardsync.Shard{
		{ID: "shardId-000000000000", HashKeys: whole, Closed: true},
		{ID: "shardId-000000000001", HashKeys: lease.HashKeys{Starting: "0", Ending: "170141183460469231731687303715884105727"}, Parents: []string{"shardId-000000000000"}},
		{ID: "shardId-000000000002", HashKeys: lease.HashKeys{Starting: middle, Ending: whole.Ending}, Parents: []string{"shardId-000000000000"}},
	}
	rows, err := shardsync.Plan(shards, nil, shardsync.Start{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range rows {
		fmt.Println("create", row.Key, "at", row.Position)
	}
	next := shardsync.Succeed(rows[0], shards[1:], nil, shards)
	for _, row := range next.Rows {
		fmt.Println("with its end", row.Key, "at", row.Position)
	}
	// Output:
	// create shardId-000000000000 at TRIM_HORIZON
	// with its end shardId-000000000001 at TRIM_HORIZON
	// with its end shardId-000000000002 at TRIM_HORIZON
}
