package processortest

import (
	"context"
	"errors"
	"sync"

	"github.com/shardkeeper/shardkeeper/processor"
)

// Writing down the calls that a processor gets.

// ErrNoReturn is the Err of a call that panicked, or did not return.
var ErrNoReturn = errors.New("processortest: the call did not return")

// A Call is one call of the processor.
type Call struct {
	Name    string             // as the method is named
	Records []processor.Record // of ProcessRecords: as delivered
	Attempt int                // of ProcessRecords
	Cause   error              // of LeaseLost
	Err     error              // what it returned
}

type calls struct {
	mu struct {
		sync.Mutex
		list []*Call
	}
}

func (c *calls) of(f processor.Factory) processor.Factory {
	return func(s processor.Shard) processor.RecordProcessor {
		p := f(s)
		if p == nil {
			return nil
		}
		return recorded{p, c}
	}
}

func (c *calls) begin(call Call) *Call {
	c.mu.Lock()
	defer c.mu.Unlock()
	call.Err = ErrNoReturn
	c.mu.list = append(c.mu.list, &call)
	return &call
}

func (c *calls) end(call *Call, err error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	call.Err = err
	return err
}

func (c *calls) all() []Call {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []Call
	for _, call := range c.mu.list {
		list = append(list, *call)
	}
	return list
}

type recorded struct {
	processor.RecordProcessor
	calls *calls
}

func (r recorded) Initialize(ctx context.Context, in *processor.Start) error {
	call := r.calls.begin(Call{Name: "Initialize"})
	return r.calls.end(call, r.RecordProcessor.Initialize(ctx, in))
}

func (r recorded) ProcessRecords(ctx context.Context, in *processor.Batch) error {
	kept := append([]processor.Record(nil), in.Records...) // user code may sort and filter its own
	call := r.calls.begin(Call{Name: "ProcessRecords", Records: kept, Attempt: in.Attempt})
	return r.calls.end(call, r.RecordProcessor.ProcessRecords(ctx, in))
}

func (r recorded) ShutdownRequested(ctx context.Context, in *processor.Stop) error {
	call := r.calls.begin(Call{Name: "ShutdownRequested"})
	return r.calls.end(call, r.RecordProcessor.ShutdownRequested(ctx, in))
}

func (r recorded) ShardEnded(ctx context.Context, in *processor.End) error {
	call := r.calls.begin(Call{Name: "ShardEnded"})
	return r.calls.end(call, r.RecordProcessor.ShardEnded(ctx, in))
}

func (r recorded) LeaseLost(ctx context.Context, in *processor.Lost) {
	call := r.calls.begin(Call{Name: "LeaseLost", Cause: in.Cause})
	r.RecordProcessor.LeaseLost(ctx, in)
	_ = r.calls.end(call, nil)
}
