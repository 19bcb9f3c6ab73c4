package worker_test

// Tables that a Java KCL left, or still writes.

import (
	"errors"
	"fmt"
	"maps"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/shardkeeper/shardkeeper/shardsync"
	"github.com/shardkeeper/shardkeeper/worker"
)

type item = map[string]types.AttributeValue

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
func number(n int) types.AttributeValue  { return &types.AttributeValueMemberN{Value: strconv.Itoa(n)} }

// javaRow is a lease as the Java KCL 2 writes it; owner "": nobody's.
func javaRow(shard, owner, checkpoint string) item {
	row := item{
		"leaseKey": text(shard), "leaseCounter": number(40), "ownerSwitchesSinceCheckpoint": number(0),
		"checkpoint": text(checkpoint), "checkpointSubSequenceNumber": number(0),
	}
	if owner != "" {
		row["leaseOwner"] = text(owner)
	}
	return row
}

// javaTable makes the fleet's table with these rows.
func (f *fleet) javaTable(rows ...item) *dynamodb.Client {
	f.Helper()
	client := createTable(f.T, f.emu.Backstage(), "billing", "leaseKey")
	for _, row := range rows {
		if _, err := client.PutItem(f.Context(), &dynamodb.PutItemInput{TableName: aws.String("billing"), Item: row}); err != nil {
			f.Fatal(err)
		}
	}
	return client
}

func (f *fleet) row(client *dynamodb.Client, key string) item {
	f.Helper()
	out, err := client.GetItem(f.Context(), &dynamodb.GetItemInput{
		TableName: aws.String("billing"), Key: item{"leaseKey": text(key)}, ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		f.Fatal(err)
	}
	return out.Item
}

func TestATableThatJavaLeftIsAdoptedAtItsPositions(t *testing.T) {
	play(t, 2, func(f *fleet) {
		var last string // sequence number of the last that Java did in the first shard
		for i := range 10 {
			last = f.stream.PutTo("shardId-000000000000", fmt.Sprint("done-", i), "1")
		}
		time.Sleep(time.Second)
		client := f.javaTable(
			javaRow("shardId-000000000000", "java:1", last), // which crashed, or was killed
			javaRow("shardId-000000000001", "", "TRIM_HORIZON"),
		)
		a := f.join("a")
		f.until(failover+2*listEvery, "a holds both", func() bool { return a.held() == 2 })
		f.put(20)
		f.allProcessed(time.Minute)
		if seen := f.ledger.distinct(); seen != 20 {
			f.Errorf("%d records were processed, want the 20 that Java had not done", seen)
		}
		for _, key := range []string{"shardId-000000000000", "shardId-000000000001"} {
			marked := false
			for _, value := range f.row(client, key) {
				if s, is := value.(*types.AttributeValueMemberS); is && s.Value == "arn:aws:kinesis:us-east-1:000000000000:stream/orders" {
					marked = true
				}
			}
			if !marked {
				f.Errorf("the row of %s does not name its stream: %v", key, f.row(client, key))
			}
		}
	})
}

// javaWorker renews leases as a Java worker does, from now on.
func (f *fleet) javaWorker(client *dynamodb.Client, shards ...string) (stop func()) {
	quit, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			for _, shard := range shards {
				_, err := client.UpdateItem(f.Context(), &dynamodb.UpdateItemInput{
					TableName: aws.String("billing"), Key: item{"leaseKey": text(shard)},
					UpdateExpression:          aws.String("SET leaseOwner = :o ADD leaseCounter :one"),
					ExpressionAttributeValues: item{":o": text("java:1"), ":one": number(1)},
				})
				if err != nil {
					f.Error(err)
				}
			}
			select {
			case <-time.After(3 * time.Second):
			case <-quit:
				return
			}
		}
	}()
	return func() { close(quit); <-ended }
}

// Broken by: taking a foreign row before it was silent for a failover time.
func TestAJavaWorkerThatLivesIsNotRobbed(t *testing.T) {
	play(t, 2, func(f *fleet) {
		client := f.javaTable(
			javaRow("shardId-000000000000", "java:1", "TRIM_HORIZON"),
			javaRow("shardId-000000000001", "", "TRIM_HORIZON"),
		)
		defer f.javaWorker(client, "shardId-000000000000")()
		f.join("a")
		f.put(20)
		if err := f.ends("a", time.Minute); !errors.Is(err, worker.ErrForeignFleet) {
			f.Errorf("Run beside a Java worker: %v, want %v", err, worker.ErrForeignFleet)
		}
		if n := f.ledger.distinct(); n > 0 {
			f.Errorf("%d records were processed meanwhile, want 0", n)
		}
	})
}

// Broken by: looking for foreign workers at adoption only.
func TestAJavaWorkerThatComesLaterEndsRun(t *testing.T) {
	play(t, 2, func(f *fleet) {
		f.join("a")
		f.settles(2, time.Second)
		defer f.javaWorker(dynamodb.NewFromConfig(f.emu.Backstage()), "shardId-000000000000")()
		if err := f.ends("a", 2*time.Minute); !errors.Is(err, worker.ErrForeignFleet) {
			f.Errorf("Run: %v, want %v", err, worker.ErrForeignFleet)
		}
	})
}

// Broken by: adopting any table without marks.
func TestATableOfJavaThatDoesNotFitTheStreamIsRefused(t *testing.T) {
	for _, rows := range [][]item{
		{javaRow("shardId-000000000000", "", "TRIM_HORIZON"), javaRow("shardId-000000000007", "", "TRIM_HORIZON")},
		{javaRow("000000000000:payments:1767225600:shardId-000000000000", "", "TRIM_HORIZON")},
	} {
		play(t, 1, func(f *fleet) {
			f.javaTable(rows...)
			f.join("a")
			if err := f.ends("a", time.Minute); !errors.Is(err, shardsync.ErrNotThisStream) {
				f.Errorf("Run: %v, want %v", err, shardsync.ErrNotThisStream)
			}
		})
	}
}

func TestRule23RowsOfOtherKindsAreLeftAlone(t *testing.T) {
	play(t, 2, func(f *fleet) {
		others := []item{
			{"leaseKey": text("Leader"), "entityType": text("LEADER"), "leaderName": text("java:1"), "leaseOwner": text("java:1"), "leaseCounter": number(7)},
			{"leaseKey": text("java:1"), "entityType": text("WORKER_METRICS"), "wid": text("java:1")},
			{"leaseKey": text("Migration3.0"), "mv": number(3)},
		}
		client := f.javaTable(others...)
		a := f.join("a")
		f.put(20)
		f.settles(2, time.Minute)
		f.stream.Split("shardId-000000000000")
		f.put(20)
		f.allProcessed(time.Minute)
		time.Sleep(5 * time.Minute)
		f.leave("a")
		for _, other := range others {
			key := other["leaseKey"].(*types.AttributeValueMemberS).Value
			is := f.row(client, key)
			if !maps.EqualFunc(is, other, func(x, y types.AttributeValue) bool { return plain(x) == plain(y) }) {
				f.Errorf("the row %s is %v, want it as it was", key, is)
			}
		}
		for _, s := range a.Status().Shards {
			if s.Shard == "Leader" || s.Shard == "java:1" {
				f.Errorf("Status takes %s for a shard", s.Shard)
			}
		}
	})
}

func plain(v types.AttributeValue) string {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return "S " + v.Value
	case *types.AttributeValueMemberN:
		return "N " + v.Value
	}
	return fmt.Sprintf("%T", v)
}
