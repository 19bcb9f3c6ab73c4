//go:build interop

package kcl

// Who writes: numbered records of several keys, a round of them at a time, as long as the story lasts.

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/interop/kcl/told"
)

const (
	keys    = 8
	pause   = 200 * time.Millisecond // between rounds: 40 records a second
	chapter = 15                     // rounds between two events of the story
)

// A producer keeps what the stream said of each record.
type producer struct {
	world *world
	cease context.CancelFunc
	done  chan struct{} // closed when the last round is put
	mu    struct {
		sync.Mutex
		puts   []told.Put
		rounds int
		err    error
	}
}

// produce begins to put, until stop or the end of the test.
func produce(t *testing.T, w *world) *producer {
	t.Helper()
	ctx, cease := context.WithCancel(t.Context())
	p := &producer{world: w, cease: cease, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		p.run(ctx)
	}()
	return p
}

// run puts rounds until the context ends.
func (p *producer) run(ctx context.Context) {
	for round := 0; ctx.Err() == nil; round++ {
		if err := p.round(context.WithoutCancel(ctx), round); err != nil {
			p.mu.Lock()
			p.mu.err = err
			p.mu.Unlock()
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// round puts the next record of each key. Not one is refused, else the order of a key would be the
// producer's to restore.
func (p *producer) round(ctx context.Context, number int) error {
	in := &kinesis.PutRecordsInput{StreamName: &p.world.name}
	for k := range keys {
		in.Records = append(in.Records, types.PutRecordsRequestEntry{
			PartitionKey: new(fmt.Sprint("key-", k)), Data: fmt.Append(nil, number),
		})
	}
	out, err := p.world.kinesis.PutRecords(ctx, in)
	if err != nil {
		return fmt.Errorf("kcl: put round %d: %w", number, err)
	}
	if *out.FailedRecordCount > 0 {
		return fmt.Errorf("kcl: put round %d: %d records were refused", number, *out.FailedRecordCount)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mu.rounds++
	for k, r := range out.Records {
		p.mu.puts = append(p.mu.puts, told.Put{Key: *in.Records[k].PartitionKey, Number: number, Shard: *r.ShardId, Sequence: *r.SequenceNumber})
	}
	return nil
}

// more waits until a further chapter's rounds are in the stream.
func (p *producer) more(t *testing.T) {
	t.Helper()
	goal := p.count(t) + chapter
	p.world.await(t, fmt.Sprintf("%d records are put", goal*keys), time.Minute, func(context.Context) bool {
		return p.count(t) >= goal
	})
}

func (p *producer) count(t *testing.T) int {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.mu.err != nil {
		t.Fatal(p.mu.err)
	}
	return p.mu.rounds
}

// stop ends with a whole round, and answers with all records that are in the stream.
func (p *producer) stop(t *testing.T) []told.Put {
	t.Helper()
	p.cease()
	<-p.done
	p.count(t) // fails the test if a round did
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.mu.puts
}
