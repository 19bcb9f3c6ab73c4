//go:build interop

package kcl

// The library's tables: one of leases, and beside it coordinator state and metrics of workers, which
// are rows of the same table since 3.5, and had tables of their own before.

import (
	"cmp"
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/shardkeeper/shardkeeper/interop/kcl/told"
)

const ended = "SHARD_END"

// Where 3.0 to 3.4 keep what is no lease: the name of the application, and this.
const (
	stateTable  = "-CoordinatorState"
	workerTable = "-WorkerMetricStats"
)

// A row is what concerns us of one.
type row struct{ key, kind, owner, checkpoint string }

// unfinished: somebody still has to read this shard.
func (r row) unfinished() bool { return r.kind == "LEASE" && r.checkpoint != ended }

// rows reads the tables; none of one that does not exist yet.
func (w *world) rows(ctx context.Context) []row {
	all := w.scan(ctx, "")
	for _, table := range w.beside {
		all = append(all, w.scan(ctx, table)...)
	}
	return all
}

func (w *world) scan(ctx context.Context, table string) []row {
	var all []row
	pages := dynamodb.NewScanPaginator(w.tables, &dynamodb.ScanInput{TableName: new(w.name + table), ConsistentRead: new(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil
		}
		for _, item := range page.Items {
			key := cmp.Or(text(item, "leaseKey"), text(item, "key"), text(item, "wid"))
			all = append(all, row{
				key: key, kind: cmp.Or(text(item, "entityType"), kind(table, key)),
				owner: cmp.Or(text(item, "leaseOwner"), text(item, "ownerName")), checkpoint: text(item, "checkpoint"),
			})
		}
	}
	return all
}

// kind is what 3.5 calls a row that an older version wrote.
func kind(table, key string) string {
	switch {
	case table == workerTable:
		return "WORKER_METRIC_STATS"
	case key == "Leader":
		return "LEADER"
	case key == "Migration3.0":
		return "CLIENT_VERSION_MIGRATION"
	}
	return "LEASE"
}

func text(item map[string]types.AttributeValue, name string) string {
	if s, ok := item[name].(*types.AttributeValueMemberS); ok {
		return s.Value
	}
	return ""
}

// leader is the worker that assigns leases; "" in 2.7, where each takes for itself.
func (w *world) leader(ctx context.Context) string {
	for _, r := range w.rows(ctx) {
		if r.kind == "LEADER" {
			return r.owner
		}
	}
	return ""
}

// held counts the unfinished leases of a worker.
func (w *world) held(ctx context.Context, worker string) int {
	n := 0
	for _, r := range w.rows(ctx) {
		if r.unfinished() && r.owner == worker {
			n++
		}
	}
	return n
}

// settled: are the leases of all closed shards at their end, and those of the open ones at the last
// record that was put? A lease that is gone was finished with: the library deletes it once its
// children are under way.
func (w *world) settled(ctx context.Context, t *testing.T, puts []told.Put) bool {
	leases := map[string]row{}
	for _, r := range w.rows(ctx) {
		leases[r.key] = r
	}
	last := map[string]string{}
	for _, p := range puts {
		last[p.Shard] = p.Sequence
	}
	for _, s := range w.shards(t) {
		lease, there := leases[*s.ShardId]
		switch {
		case closed(s) && there && lease.checkpoint != ended:
			return false
		case !closed(s) && last[*s.ShardId] != "" && less(lease.checkpoint, last[*s.ShardId]):
			return false
		}
	}
	return true
}

// less compares positions; one that is no number comes before all that are.
func less(checkpoint, sequence string) bool {
	at := number(checkpoint)
	return at == nil || at.Cmp(number(sequence)) < 0
}

// checkRows looks for what the library keeps beside leases.
func (a application) checkRows(t *testing.T, w *world, survivor string) {
	t.Helper()
	kinds := map[string]int{}
	for _, r := range w.rows(t.Context()) {
		kinds[r.kind]++
	}
	for _, kind := range a.kinds {
		if kinds[kind] == 0 {
			t.Errorf("the table of %s has no row of kind %s: %v", w.name, kind, kinds)
		}
	}
	if a.index == "" {
		return
	}
	out, err := w.tables.Query(t.Context(), &dynamodb.QueryInput{
		TableName: &w.name, IndexName: &a.index, KeyConditionExpression: new("leaseOwner = :w"),
		ExpressionAttributeValues: map[string]types.AttributeValue{":w": &types.AttributeValueMemberS{Value: survivor}},
	})
	if err != nil || out.Count == 0 {
		t.Errorf("the leases of %s by %s: %v, %v; want some", survivor, a.index, out, err)
	}
}
