package processor

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Batches by count, bytes or time. The calls of the runner are here, the calls of the processor within in
// window_work.go; when which is due is decided in window_state.go.

// Window is an adapter that gathers records of several reads and hands them on as one batch, when there
// are enough or the oldest has waited; a batch that is larger is split. The processor within gets its
// batches one after the other, in a goroutine of the window's, while the next are read; reading waits
// while a full batch is not done. What was gathered is taken over (Later), so the position that is stored
// never passes it.
//
// What fails is tried again by the window, as by the runner: after FailedAt from the first record that is
// not done, together with what came meanwhile; with pauses of 100 ms, doubling up to 30 s, or as the error
// says. So adapters that deal with failures (Retry, Bisect, DeadLetter) belong inside of it. After Final,
// HaltShard or StopWorker nothing more is handed on, and the next call of the runner returns it: the shard
// halts until Resume. The event of a failure is RecordFailed.
//
// At a stop or handover, and at the shard's end, what was gathered is handed on as it is, before the
// processor within gets ShutdownRequested or ShardEnded; at a stop what has failed is not tried again.
// When the lease is lost the context of the call ends, and LeaseLost is handed on when it has returned.
// That context is otherwise the tenure's, not that of the calls around it.
func Window(policy WindowPolicy) func(Factory) Factory {
	return around(func(p RecordProcessor) RecordProcessor { return newWindow(p, policy) })
}

type window struct {
	RecordProcessor
	kick   chan struct{} // something changed that its goroutine must look at
	freed  chan struct{} // something changed that a call waits for
	over   chan struct{} // closed when its goroutine has left
	cancel context.CancelCauseFunc

	mu struct {
		sync.Mutex
		gathering
		pace    pace
		from    *Batch // the last one of the runner
		calling bool
		ended   bool
		told    bool // the verdict was returned to the runner: its next call means to try again
	}
}

func newWindow(inner RecordProcessor, policy WindowPolicy) *window {
	w := &window{RecordProcessor: inner, kick: make(chan struct{}, 1), freed: make(chan struct{}, 1), over: make(chan struct{})}
	w.mu.policy = policy
	return w
}

// Initialize begins to gather.
func (w *window) Initialize(ctx context.Context, in *Start) error {
	if w.cancel == nil {
		within, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
		w.cancel = cancel
		go w.work(within, in.Shard)
	}
	return w.RecordProcessor.Initialize(ctx, in)
}

// ProcessRecords gathers the records, as there is room.
func (w *window) ProcessRecords(ctx context.Context, in *Batch) error {
	in.Later().watch(w.stands)
	for i := range in.Records {
		for !w.add(&in.Records[i], in, time.Now()) {
			in.accept(i)
			err := w.refusal()
			if err == nil {
				err = await(ctx, w.freed)
			}
			if err != nil {
				return FailedAt(in.Records[i].Position, err)
			}
		}
	}
	in.accept(len(in.Records))
	signal(w.kick)
	return nil
}

// add takes one record over, if there is room and no verdict to tell.
func (w *window) add(r *Record, from *Batch, now time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.mu.from = from
	w.goOn()
	if !w.mu.fits() {
		signal(w.kick)
		return false
	}
	kept := *r
	if w.mu.policy.Clone {
		kept = r.Clone()
	}
	w.mu.gathering.add(kept, now)
	return true
}

// goOn tries again what stands still, if the runner was told of it: it comes back when somebody resumed.
// The caller holds the lock.
func (w *window) goOn() {
	if w.mu.told {
		w.mu.told = false
		w.mu.resume()
	}
}

// stands is the verdict for a runner that has no batch to give. What stood still goes on when resumed.
func (w *window) stands(resumed bool) error {
	if !resumed {
		return w.refusal()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.goOn()
	signal(w.kick)
	return nil
}

// refusal is the verdict that the runner has not been told of.
func (w *window) refusal() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.mu.halted {
		return nil
	}
	w.mu.told = true
	return verdictAbout(w.mu.records[0].Position, w.mu.err)
}

// ShutdownRequested hands on what was gathered, within its time.
func (w *window) ShutdownRequested(ctx context.Context, in *Stop) error {
	ctxDone := ctx.Done()
	for w.hurry(leave) {
		select {
		case <-w.freed:
		case <-ctxDone:
			w.end(context.Cause(ctx))
			ctxDone = nil
		}
	}
	w.end(ErrStopped)
	stop := *in
	stop.Checkpointer = in.Checkpointer.upToDate()
	return errors.Join(w.left(in.Shard), w.RecordProcessor.ShutdownRequested(ctx, &stop))
}

// ShardEnded hands on what was gathered until all is done.
func (w *window) ShardEnded(ctx context.Context, in *End) error {
	w.mu.Lock()
	w.goOn()
	w.mu.Unlock()
	for w.hurry(flush) || w.left(in.Shard) != nil {
		err := w.refusal()
		if err == nil {
			err = await(ctx, w.freed)
		}
		if err != nil {
			return fmt.Errorf("processor: hand on the last window of %s: %w", in.Shard.ID, err)
		}
	}
	w.end(ErrShardEnded)
	end := *in
	end.Checkpointer = in.Checkpointer.upToDate()
	return w.RecordProcessor.ShardEnded(ctx, &end)
}

// LeaseLost cancels the call under way, and waits for it.
func (w *window) LeaseLost(ctx context.Context, in *Lost) {
	w.end(in.Cause)
	w.RecordProcessor.LeaseLost(ctx, in)
}

// hurry sets the pace, and tells whether something is under way or will be by itself.
func (w *window) hurry(p pace) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.mu.pace != p {
		w.mu.pace = p
		signal(w.kick)
	}
	_, more := w.mu.when(p)
	return w.mu.calling || more && !w.mu.ended
}

// left is what is wrong with records that were gathered and are not done; nil: there are none.
func (w *window) left(s Shard) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.mu.records) == 0 {
		return nil
	}
	err := w.mu.err
	if err == nil {
		err = ErrStopped
	}
	return fmt.Errorf("processor: hand on the last window of %s: %d records are not done: %w", s.ID, len(w.mu.records), err)
}

// end has the call under way cancelled with cause, and waits for the goroutine.
func (w *window) end(cause error) {
	if w.cancel == nil {
		return
	}
	w.mu.Lock()
	w.mu.ended = true
	w.mu.Unlock()
	w.cancel(cause)
	signal(w.kick)
	<-w.over
}

// upToDate is c for what is done by now.
func (c *Checkpointer) upToDate() *Checkpointer {
	if c == nil {
		return nil
	}
	now := *c
	now.upTo = c.tenure.finished()
	return &now
}
