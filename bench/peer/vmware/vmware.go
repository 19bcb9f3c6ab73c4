// Package vmware is vmware-go-kcl-v2, tuned to take its leases sooner: by default it takes the first after 30 to 90
// seconds, and another one every minute.
package vmware

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/vmware/vmware-go-kcl-v2/clientlibrary/checkpoint"
	"github.com/vmware/vmware-go-kcl-v2/clientlibrary/config"
	"github.com/vmware/vmware-go-kcl-v2/clientlibrary/interfaces"
	"github.com/vmware/vmware-go-kcl-v2/clientlibrary/worker"
	"github.com/vmware/vmware-go-kcl-v2/logger"

	"github.com/shardkeeper/shardkeeper/bench/peer"
	"github.com/shardkeeper/shardkeeper/bench/peer/raw"
	"github.com/shardkeeper/shardkeeper/bench/peer/tally"
)

const (
	vmwareSync = 20 // milliseconds between leases, ± 50 %
	vmwareIdle = 50 // milliseconds between reads that found nothing
)

// Drain runs a worker of the library.
func Drain(ctx context.Context, w peer.Work, t *tally.Tally) error {
	aws := w.Tuned()
	kcl := config.NewKinesisClientLibConfigWithCredential(w.Application, w.Stream.Name(), aws.Region, "bench", aws.Credentials).
		WithInitialPositionInStream(config.TRIM_HORIZON).
		WithMaxRecords(raw.MostRecords).
		WithShardSyncIntervalMillis(vmwareSync).
		WithIdleTimeBetweenReadsInMillis(vmwareIdle).
		WithLogger(silent{logger.GetDefaultLogger()})
	v := worker.NewWorker(factory{t}, kcl).
		WithKinesis(kinesis.NewFromConfig(aws)).
		WithCheckpointer(checkpoint.NewDynamoCheckpoint(kcl).WithDynamoDB(dynamodb.NewFromConfig(aws)))
	if err := v.Start(); err != nil {
		return fmt.Errorf("vmware: start: %w", err)
	}
	<-ctx.Done()
	v.Shutdown()
	return nil
}

type factory struct{ tally *tally.Tally }

func (f factory) CreateProcessor() interfaces.IRecordProcessor { return &summer{tally: f.tally} }

// A summer checkpoints after each page, as the library's examples do.
type summer struct {
	tally *tally.Tally
	shard *tally.Shard
}

func (s *summer) Initialize(in *interfaces.InitializationInput) { s.shard = s.tally.Shard(in.ShardId) }

func (s *summer) ProcessRecords(in *interfaces.ProcessRecordsInput) {
	raw.AddAll(s.shard, in.Records)
	if n := len(in.Records); n > 0 {
		_ = in.Checkpointer.Checkpoint(in.Records[n-1].SequenceNumber) // the next one makes up for it
	}
}

func (s *summer) Shutdown(*interfaces.ShutdownInput) {}

// silent says nothing: a log would be measured too.
type silent struct{ logger.Logger }

func (silent) Debugf(string, ...any) {}
func (silent) Infof(string, ...any)  {}
func (silent) Warnf(string, ...any)  {}
