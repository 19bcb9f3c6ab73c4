package leasetest

// Listings: all of it, and nothing else.

import (
	"fmt"
	"testing"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
)

// Broken by: reading one page.
func listReadsEveryPage(t *testing.T, table lease.Table) {
	const rows = 6
	for i := range rows {
		row := held(fmt.Sprint("shardId-", i))
		row.Pending = &checkpoint.Pending{Position: row.Position, State: make([]byte, 300_000)} // a page is 1 MB
		stands(t, table, row)
	}
	if got := listed(t, table); len(got) != rows {
		t.Errorf("listed %d rows of %d", len(got), rows)
	}
}

// Broken by: reading every row as a lease; failing a listing for one that is none.
func listLeavesOutWhatIsNoLease(t *testing.T, table lease.Table) {
	foreign, ok := table.(ForeignWriter)
	if !ok {
		t.Skip("only leases can stand in this table")
	}
	stands(t, table, fresh("shardId-0"))
	for _, kind := range []string{"", "WORKER_METRICS", "LEADER"} {
		if err := foreign.WriteForeign(t.Context(), "row of kind "+kind, kind); err != nil {
			t.Fatal(err)
		}
	}
	if rows := listed(t, table); len(rows) != 1 || rows[0].Key.Shard != "shardId-0" {
		t.Errorf("listed %+v, want the one lease", rows)
	}
	if row, _, err := table.Get(t.Context(), lease.Key{Shard: "row of kind LEADER"}); err == nil {
		t.Errorf("get of a row that is no lease = %+v, want an error: neither a lease nor nothing is true", row)
	}
}
