package emulatortest_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
)

// testReader is a test of code that reads a shard, through a fault and a day of virtual time. In a
// test file of yours it is called TestReader.
func testReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		emu := emulatortest.New(t)
		orders := emu.Stream("orders", 1)
		shard, _ := orders.Put("customer-7", "two apples")
		emu.Fail("GetRecords", emulator.Throttled, emulator.Times(2)) // the SDK's client retries

		api := kinesis.NewFromConfig(emu.Config())
		iterator, err := api.GetShardIterator(t.Context(), &kinesis.GetShardIteratorInput{
			StreamName: new("orders"), ShardId: &shard, ShardIteratorType: types.ShardIteratorTypeTrimHorizon,
		})
		if err != nil {
			t.Fatal(err)
		}
		page, err := api.GetRecords(t.Context(), &kinesis.GetRecordsInput{ShardIterator: iterator.ShardIterator})
		if err != nil || len(page.Records) != 1 {
			t.Fatalf("GetRecords: %d records, %v", len(page.Records), err)
		}

		time.Sleep(25 * time.Hour) // no time at all, outside the bubble
		_, err = api.GetRecords(t.Context(), &kinesis.GetRecordsInput{ShardIterator: page.NextShardIterator})
		if _, expired := errors.AsType[*types.ExpiredIteratorException](err); !expired {
			t.Errorf("GetRecords a day later: %v", err)
		}
	})
}

func Example() {
	_ = testReader // go test calls it
}
