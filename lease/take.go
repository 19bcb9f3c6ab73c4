package lease

// How a Keeper comes to a lease: it takes what the plan says is free, asks for what others have
// too much of, and claims the children of shards that ended here.

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"
)

// act does what the plan says, many at once.
func (k *Keeper) act(ctx context.Context, moves []Move) {
	var group errgroup.Group
	group.SetLimit(atOnce)
	for _, m := range moves {
		if k.holding(m.Lease.Key) {
			continue // its reader has not returned yet
		}
		group.Go(func() error {
			switch m.Kind {
			case Ask:
				k.ask(ctx, m.Lease)
			case Withdraw:
				k.withdraw(ctx, m.Lease)
			default:
				k.take(ctx, m.Lease)
			}
			return nil
		})
	}
	_ = group.Wait() // its functions return nil
}

// claim takes the children of shards that ended here, whatever the share: somebody has to, and
// this worker knows first.
func (k *Keeper) claim(ctx context.Context) {
	k.mu.Lock()
	keys := k.mu.claims
	k.mu.claims = nil
	k.mu.Unlock()
	var moves []Move
	for _, key := range keys {
		row, exists, err := k.get(ctx, key)
		if err == nil && exists && !row.Finished() && row.Holder() == "" && !k.full(len(moves)) {
			moves = append(moves, Move{Take, row})
		}
	}
	k.act(ctx, moves)
}

func (k *Keeper) full(more int) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.Policy.Max > 0 && len(k.mu.held)+more >= k.Policy.Max
}

// take makes a tenure's first write and, if it holds, begins the tenure.
func (k *Keeper) take(ctx context.Context, l Lease) {
	if ctx.Err() != nil || !k.parentsEnded(ctx, l) {
		return
	}
	began := time.Now()
	change := l.TakenBy(k.Owner, randomText(6), k.Policy.Failover, k.Marks)
	slot := TakingSlot(k.Policy, change, began)
	row, err := k.apply(ctx, change)
	conflict, refused := errors.AsType[*ConflictError](err)
	switch {
	case err == nil:
		slot = slot.Answered(row, time.Now())
	case refused:
		slot = slot.Refused(conflict.Row, conflict.Exists, time.Now())
	default:
		slot = k.readBack(ctx, slot, l.Key)
	}
	switch {
	case slot.State() == Holding:
		k.begin(ctx, slot, l.Holder())
	case refused:
		k.Relist() // another was faster: there may be a free one that nobody has tried
	}
}

// readBack settles a take that got no answer.
func (k *Keeper) readBack(ctx context.Context, slot Slot, key Key) Slot {
	row, exists, err := k.get(context.WithoutCancel(ctx), key)
	if err != nil {
		return slot.Unanswered()
	}
	return slot.Refused(row, exists, time.Now())
}

// parentsEnded reads each parent as it is now: a listing only proposes, since its pages come from
// different instants and may show a child without its parent.
func (k *Keeper) parentsEnded(ctx context.Context, l Lease) bool {
	for _, parent := range l.Parents {
		row, exists, err := k.get(ctx, l.Key.Sibling(parent))
		if ctx.Err() != nil {
			return false
		}
		k.noteRead("read a parent", err)
		if err != nil || exists && !row.Finished() {
			return false
		}
	}
	return true
}

// begin starts the tenure's two goroutines, its reader and its loop; stop waits for them. The end
// of ctx asks the reader to stop.
func (k *Keeper) begin(ctx context.Context, slot Slot, from string) {
	readerCtx, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	h := newHeld(slot, time.Now(), cancel)
	t := &tenure{k: k, h: h, stop: ctx.Done(), read: make(chan struct{}), wrote: make(chan bool, 1)}
	k.mu.Lock()
	k.mu.held[h.first.Key] = h
	k.wrote(slot.Lease())
	delete(k.mu.asks, h.first.Key)
	k.mu.Unlock()
	k.emit(Taken{h.first.Key, h.Token(), from})
	go func() {
		defer close(t.read)
		k.Read(readerCtx, h)
	}()
	k.tenures.Go(func() {
		defer cancel(ErrLost)
		t.run(readerCtx)
		k.mu.Lock()
		delete(k.mu.held, h.first.Key)
		k.mu.Unlock()
	})
}

// ask asks another worker for a lease.
func (k *Keeper) ask(ctx context.Context, l Lease) {
	if ctx.Err() != nil {
		return
	}
	k.mu.Lock()
	k.mu.asked = time.Now()
	k.mu.Unlock()
	change := l.AskedBy(k.Owner)
	row, err := k.apply(ctx, change)
	if _, refused := errors.AsType[*ConflictError](err); refused {
		return
	}
	if err != nil {
		row = change.Next // it may have worked: it is withdrawn like one that did
	}
	k.mu.Lock()
	k.mu.asks[l.Key] = row
	k.mu.Unlock()
	k.emit(Asked{l.Key, l.Holder()})
}

func randomText(bytes int) string {
	b := make([]byte, bytes)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
