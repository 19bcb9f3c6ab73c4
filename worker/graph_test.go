package worker_test

// The rows that a running fleet keeps: holes are filled, what is finished goes, what is not stays.

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/shardkeeper/shardkeeper/shardsync"
)

func TestRule18AHoleIsFilledWhileTheFleetRuns(t *testing.T) {
	play(t, 4, func(f *fleet) {
		a, b := f.join("a"), f.join("b")
		f.put(20)
		f.settles(4, time.Minute)
		f.allProcessed(time.Minute)
		client := dynamodb.NewFromConfig(f.emu.Backstage())
		for _, shard := range []string{"shardId-000000000001", "shardId-000000000002"} {
			if _, err := client.DeleteItem(f.Context(), &dynamodb.DeleteItemInput{
				TableName: aws.String("billing"), Key: item{"leaseKey": text(shard)},
			}); err != nil {
				f.Fatal(err)
			}
		}
		time.Sleep(listEvery + failover/3) // the holders have noticed
		f.ledger.mu.Lock()
		clear(f.ledger.token) // a row that somebody deleted begins its tokens anew: sinks must be told
		f.ledger.mu.Unlock()
		f.put(100)
		f.settles(4, 2*time.Minute)
		f.allProcessed(time.Minute)
		if n := len(eventsOf[shardsync.HoleRepaired](a)) + len(eventsOf[shardsync.HoleRepaired](b)); n != 2 {
			f.Errorf("%d holes were repaired, want 2", n)
		}
	})
}

func TestRule22FinishedLeasesGoOnceTheirChildrenHaveBegun(t *testing.T) {
	play(t, 1, func(f *fleet) {
		f.join("a")
		f.put(10)
		lower, upper := f.stream.Split("shardId-000000000000")
		f.stream.PutTo(lower, "lower", "1") // nothing into upper
		time.Sleep(5 * time.Minute)
		client := dynamodb.NewFromConfig(f.emu.Backstage())
		if f.row(client, "shardId-000000000000") == nil {
			f.Error("the parent's row is gone, want it kept for the child that has not begun")
		}
		f.stream.PutTo(upper, "upper", "1")
		time.Sleep(5 * time.Minute)
		if f.row(client, "shardId-000000000000") != nil {
			f.Error("the parent's row is still there, want it gone: both children have begun")
		}
		for _, shard := range []string{lower, upper} {
			if f.row(client, shard) == nil {
				f.Errorf("the row of %s is gone; it is not finished", shard)
			}
		}
		f.put(20)
		f.allProcessed(time.Minute)
	})
}
