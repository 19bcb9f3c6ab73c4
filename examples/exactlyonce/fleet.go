package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

// Workers that are killed, paused and stopped.

const failover = time.Second // short, so that the story is

// A fleet is the workers that there ever were.
type fleet struct {
	emu         *emulator.Emulator
	processor   processor.Factory
	application string
	fenced      atomic.Int64 // transactions of zombies that the store refused
	all         sync.WaitGroup
	made        int
	alive       []*member
	out         io.Writer
}

type member struct {
	name   string
	plug   *emulator.Plug
	stop   context.CancelFunc
	done   chan struct{}
	frozen atomic.Bool // the next batch meets a process that stands still
	killed atomic.Bool
}

func (f *fleet) worker(m *member) *worker.Worker {
	return &worker.Worker{
		Application: f.application, Stream: stream, AWS: m.plug.Config(), ID: m.name,
		Processor: m.freezing(f), Failover: failover, PollInterval: 250 * time.Millisecond,
		SyncInterval: time.Second, StopTimeout: 3 * time.Second, // the checkpoints are a second late: a crash repeats records
	}
}

func (f *fleet) join(ctx context.Context) {
	f.made++
	ctx, stop := context.WithCancel(ctx)
	m := &member{name: fmt.Sprint("worker-", f.made), plug: f.emu.Plug(), stop: stop, done: make(chan struct{})}
	f.alive = append(f.alive, m)
	w := f.worker(m)
	f.all.Go(func() {
		defer close(m.done)
		if err := w.Run(ctx); err != nil && !m.killed.Load() {
			fmt.Fprintf(f.out, "%s: %v\n", m.name, err)
		}
	})
	fmt.Fprintf(f.out, "%s joins\n", m.name)
}

// kill cuts a worker off without a word; its user code may still be in a transaction.
func (f *fleet) kill(n int) {
	m := f.alive[n]
	fmt.Fprintf(f.out, "%s is killed\n", m.name)
	m.killed.Store(true)
	m.plug.Cut()
	m.stop()
	f.alive = append(f.alive[:n:n], f.alive[n+1:]...)
}

// freeze holds a worker, with a batch in its hands, for longer than its lease.
func (f *fleet) freeze(n int) {
	m := f.alive[n]
	fmt.Fprintf(f.out, "%s stands still for longer than its leases\n", m.name)
	m.frozen.Store(true)
	m.plug.Pause()
	f.all.Go(func() {
		time.Sleep(3 * failover)
		m.plug.Resume()
	})
}

func (f *fleet) retire(n int) {
	m := f.alive[n]
	fmt.Fprintf(f.out, "%s stops\n", m.name)
	m.stop()
	<-m.done
	f.alive = append(f.alive[:n:n], f.alive[n+1:]...)
}

// freezing is the fleet's processor in a process that may stand still between a look at its context and
// the transaction, which no context can prevent.
func (m *member) freezing(f *fleet) processor.Factory {
	return func(s processor.Shard) processor.RecordProcessor {
		return &freezing{f.processor(s), m, &f.fenced}
	}
}

type freezing struct {
	processor.RecordProcessor
	member *member
	fenced *atomic.Int64
}

func (p *freezing) ProcessRecords(ctx context.Context, in *processor.Batch) error {
	if p.member.frozen.CompareAndSwap(true, false) {
		time.Sleep(5 * failover / 2)
		ctx = context.WithoutCancel(ctx)
	}
	err := p.RecordProcessor.ProcessRecords(ctx, in)
	if errors.Is(err, processor.ErrFenced) {
		p.fenced.Add(1)
	}
	return err
}
