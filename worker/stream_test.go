package worker

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
)

// Broken by: a page of ListShards that bears the token alone; reading the first page only.
func TestEveryPageOfAnotherAccountsShardsIsAskedForByARN(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const shards = 1001 // one more than a page, service limit
		emu := emulatortest.New(t)
		_, err := kinesis.NewFromConfig(emu.ConfigFor("111111111111")).CreateStream(t.Context(),
			&kinesis.CreateStreamInput{StreamName: aws.String("orders"), ShardCount: aws.Int32(shards)})
		if err != nil {
			t.Fatal(err)
		}
		emu.Hook("ListShards", func(_ context.Context, c *emulator.Call) {
			if c.Member("StreamARN") == nil {
				t.Error("a page is asked for without the stream's ARN")
			}
		})
		mine := emu.ConfigFor("222222222222")
		s := newStream(kinesis.NewFromConfig(mine), "arn:aws:kinesis:"+mine.Region+":111111111111:stream/orders")
		if got, err := s.list(t.Context(), nil); err != nil || len(got) != shards {
			t.Errorf("%d shards, %v, want %d", len(got), err, shards)
		}
	})
}
