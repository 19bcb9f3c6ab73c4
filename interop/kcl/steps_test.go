//go:build interop

package kcl

// Steps of the story that wait for the library: until it reads, until it is in the middle of its work.

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/shardkeeper/shardkeeper/interop/kcl/told"
)

// prepared waits until the first worker has made the table's index. Two workers of 3.x that make it at
// the same moment are too many for the library: the one whose UpdateTable is refused, whatever with,
// goes on as if it had begun, and is never assigned a lease.
func (w *world) prepared(t *testing.T, a application, first *worker) {
	t.Helper()
	if a.index == "" {
		return
	}
	w.await(t, "its table has the index", 3*time.Minute, func(ctx context.Context) bool {
		first.alive(t)
		out, err := w.tables.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &w.name})
		return err == nil && slices.ContainsFunc(out.Table.GlobalSecondaryIndexes, func(ix types.GlobalSecondaryIndexDescription) bool {
			return *ix.IndexName == a.index && ix.IndexStatus == types.IndexStatusActive
		})
	})
}

// reachBoth waits until the application reads both shards, and answers how many records that took:
// who begins at LATEST is put probes until it has got one from each.
func (w *world) reachBoth(t *testing.T, a application, heard *chronicle, fleet []*worker) int {
	t.Helper()
	probes, last := 0, time.Time{}
	shards := w.open(t)
	w.await(t, "both shards are read", 3*time.Minute, func(ctx context.Context) bool {
		for _, p := range fleet {
			p.alive(t)
		}
		reached := 0
		for _, s := range shards {
			if w.begunOn(a, heard, *s.ShardId) {
				reached++
			}
		}
		if reached == len(shards) || !a.latest {
			return reached == len(shards)
		}
		if time.Since(last) < time.Second {
			return false
		}
		last = time.Now()
		for _, s := range shards {
			if _, err := w.kinesis.PutRecord(ctx, &kinesis.PutRecordInput{
				StreamName: &w.name, PartitionKey: new("probe-" + *s.ShardId), ExplicitHashKey: s.HashKeyRange.StartingHashKey, Data: fmt.Append(nil, probes),
			}); err != nil {
				t.Fatal(err)
			}
			probes++
		}
		return false
	})
	return probes
}

// begunOn: is a shard read? From LATEST, that is once a record of it came.
func (w *world) begunOn(a application, heard *chronicle, shard string) bool {
	sign := told.Start
	if a.latest {
		sign = told.Record
	}
	return heard.count(func(l told.Line) bool { return l.Verb == sign && l.Shard == shard }) > 0
}

// pick chooses who is to be killed: one who holds an unfinished lease, has just been given a record,
// and does not lead. (Of a leader that is gone the library takes note after two minutes.)
func (w *world) pick(t *testing.T, heard *chronicle, fleet []*worker) (victim, survivor *worker) {
	t.Helper()
	victim, survivor = fleet[0], fleet[1]
	if w.leader(t.Context()) == victim.name {
		victim, survivor = survivor, victim
	}
	before := heard.count(by(victim.name, told.Record))
	w.await(t, victim.name+" is in the middle of something", 3*time.Minute, func(ctx context.Context) bool {
		for _, p := range fleet {
			p.alive(t)
		}
		return w.held(ctx, victim.name) > 0 && heard.count(by(victim.name, told.Record)) > before
	})
	return victim, survivor
}

// settle waits until everything is processed and checkpointed.
func (w *world) settle(t *testing.T, heard *chronicle, survivor *worker, puts []told.Put) {
	t.Helper()
	w.await(t, fmt.Sprintf("all %d records are processed", len(puts)), 4*time.Minute, func(context.Context) bool {
		survivor.alive(t)
		return len(told.Missing(heard.lines(), puts)) == 0
	})
	w.await(t, "all leases are at their ends", 2*time.Minute, func(ctx context.Context) bool {
		survivor.alive(t)
		return w.settled(ctx, t, puts)
	})
}
