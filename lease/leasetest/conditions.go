package leasetest

// Each kind of change against each way in which the row may be another than the one it was made
// for: what is refused stands here as a table of its own, not as a call of Change.Holds.

import (
	"fmt"
	"slices"
	"testing"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
)

// An otherwise is how a row came to differ from what the writer last saw.
type otherwise string

const (
	asSeen       otherwise = "as seen"
	counterMoved otherwise = "the counter moved"
	otherTenure  otherwise = "another tenure"
	otherOwner   otherwise = "another owner"
	askMoved     otherwise = "an ask came or went"
	otherHolder  otherwise = "its owner asks another holder"
	notFinished  otherwise = "it is not finished"
	gone         otherwise = "it is gone"
)

var allOtherwise = [...]otherwise{asSeen, counterMoved, otherTenure, otherOwner, askMoved, otherHolder, notFinished, gone}

// is makes the row so.
func (o otherwise) is(row lease.Lease) lease.Lease {
	switch o {
	case counterMoved:
		row.Counter++
	case otherTenure:
		row.Tenure = "z9.t9"
	case otherOwner:
		row.Owner = "w9~z9"
	case askMoved:
		if row.CheckpointOwner == "" {
			row.Owner, row.CheckpointOwner = "w9~z9", row.Owner
		} else {
			row.Owner, row.CheckpointOwner = row.CheckpointOwner, ""
		}
	case otherHolder:
		row.CheckpointOwner = "w8~y8"
	case notFinished:
		row.Position = checkpoint.TrimHorizon()
	}
	return row
}

// A trial is a change and the ways of the row that it must not be made in.
type trial struct {
	change    lease.Change
	refusedIf []otherwise
}

// trials has each kind of change of a row except Create, whose row must be absent.
func trials(shard string) []trial {
	row := held(shard)
	asked := row.AskedBy("w2~b2").Next
	over := row.Ended(checkpoint.Progress{}, []string{"shardId-000000000300"}, nil).Next
	progress := checkpoint.Progress{Position: at("49590338271490256608559692539999999999999999999999999999", 0)}
	marked := row
	marked.HashKeys = lease.HashKeys{Starting: "1", Ending: "2"}
	return []trial{
		{row.TakenBy("w3~c3", "t3", row.Failover, row.Marks), []otherwise{counterMoved, gone}},
		{row.Saved(progress), []otherwise{counterMoved, otherTenure, gone}},
		{asked.HandedTo(progress), []otherwise{counterMoved, otherTenure, otherOwner, askMoved, otherHolder, gone}},
		{row.Released(progress), []otherwise{counterMoved, otherTenure, gone}},
		{row.Ended(progress, nil, nil), []otherwise{counterMoved, otherTenure, gone}},
		{row.AskedBy("w3~c3"), []otherwise{otherOwner, askMoved, otherHolder, gone}},
		{asked.Withdrawn(), []otherwise{otherOwner, askMoved, otherHolder, gone}},
		{over.Deleted(), []otherwise{counterMoved, notFinished, gone}},
		{row.Marked(marked), []otherwise{counterMoved, gone}},
	}
}

// Broken by: leaving any part out of any kind's condition; writing an attribute that is the same
// in Was and Next; not clearing the ask where EndsAsk says so.
func eachChangeIsMadeExactlyWhenItsConditionHolds(t *testing.T, table lease.Table) {
	kinds := len(trials(""))
	for i := range kinds {
		for j, way := range allOtherwise {
			shard := fmt.Sprintf("shardId-%06d%06d", i, j)
			trial := trials(shard)[i]
			t.Run(fmt.Sprintf("%v, %s", trial.change.Kind, way), func(t *testing.T) {
				tryOne(t, table, trial, way)
			})
		}
	}
	t.Run("create, there is one", func(t *testing.T) {
		stands(t, table, full("shardId-1"))
		conflict := refused(t, table, fresh("shardId-1").Created())
		if d := diff(full("shardId-1"), conflict.Row); !conflict.Exists || d != "" {
			t.Errorf("refused with exists = %v and a row that differs (-want +got):\n%s", conflict.Exists, d)
		}
		shows(t, table, full("shardId-1"))
	})
}

func tryOne(t *testing.T, table lease.Table, trial trial, way otherwise) {
	row := way.is(trial.change.Was)
	if way != gone {
		stands(t, table, row)
	}
	if slices.Contains(trial.refusedIf, way) {
		conflict := refused(t, table, trial.change)
		if conflict.Exists != (way != gone) {
			t.Errorf("ConflictError.Exists = %v", conflict.Exists)
		}
		if way == gone {
			lacks(t, table, row.Key)
			return
		}
		if d := diff(row, conflict.Row); d != "" {
			t.Errorf("ConflictError.Row (-want +got):\n%s", d)
		}
		shows(t, table, row)
		return
	}
	answer := made(t, table, trial.change)
	if trial.change.Kind == lease.Delete {
		lacks(t, table, row.Key)
		if d := diff(lease.Lease{}, answer); d != "" {
			t.Errorf("the answer to a delete is not the zero Lease (-want +got):\n%s", d)
		}
		return
	}
	want := trial.change.Apply(row)
	if d := diff(want, answer); d != "" {
		t.Errorf("the answer (-want +got):\n%s", d)
	}
	shows(t, table, want)
}
