//go:build interop

// Package kpl proves by Amazon's own producer library, whose native daemon knows TLS only, that what
// it puts arrives: aggregated, where it says, and whole.
package kpl

import (
	"fmt"
	"os"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
)

const (
	records = 1000
	keys    = 20
)

// A place is where a user's record is, and of which key.
type place struct{ shard, sequence, key string }

func TestAggregatedRecordsArriveAndDecode(t *testing.T) {
	cfg := configuration(t)
	client := kinesis.NewFromConfig(cfg)
	create(t, client, &kinesis.CreateStreamInput{StreamName: aws.String("kpl"), ShardCount: aws.Int32(3)})
	p := start(t, "kpl")
	put := p.puts(t)
	counted := sum(t, cloudwatch.NewFromConfig(cfg), "kpl")
	p.stop(t)
	got := consume(t, client, "kpl")
	compare(t, got.users, put)
	if counted != records {
		t.Errorf("UserRecordsPut in CloudWatch = %v, want %d", counted, records)
	}
	if got.packs == 0 || got.packed < records/2 {
		t.Errorf("%d of %d user records came in %d aggregated ones, want most of them in a few", got.packed, records, got.packs)
	}
	fmt.Printf("%d user records came in %d aggregated ones, %d plain\n", got.packed, got.packs, len(got.users)-got.packed)
}

// The library asks DescribeStreamSummary how the service spreads a stream's records. Where the service
// does it by itself there is nothing to gain from packing those of one shard together.
//
// Broken by: DescribeStreamSummary does not tell the strategy. (The library then aggregates, finds
// records in other shards than it chose, and puts them again.)
func TestWhereTheServiceDistributesTheLibraryDoesNot(t *testing.T) {
	cfg := configuration(t)
	client := kinesis.NewFromConfig(cfg)
	create(t, client, &kinesis.CreateStreamInput{
		StreamName:                 aws.String("kpl-auto"),
		StreamModeDetails:          &types.StreamModeDetails{StreamMode: types.StreamModeOnDemand},
		RecordDistributionStrategy: types.RecordDistributionStrategyAuto,
	})
	p := start(t, "kpl-auto")
	put := p.puts(t)
	p.stop(t)
	got := consume(t, client, "kpl-auto")
	compare(t, got.users, put)
	if got.packs != 0 {
		t.Errorf("%d records are aggregated, want none: the stream's strategy is AUTO", got.packs)
	}
}

// configuration is of the environment. Its clients are plain ones, over HTTP/1.1.
func configuration(t *testing.T) aws.Config {
	t.Helper()
	if os.Getenv("AWS_ENDPOINT_URL") == "" {
		t.Fatal("AWS_ENDPOINT_URL is not set: the command is interop/kpl/run")
	}
	cfg, err := config.LoadDefaultConfig(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func create(t *testing.T, client *kinesis.Client, in *kinesis.CreateStreamInput) {
	t.Helper()
	if _, err := client.CreateStream(t.Context(), in); err != nil {
		t.Fatal(err)
	}
}
