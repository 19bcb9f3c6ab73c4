package lease

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// ErrStopTimeout is the cause with which a processor's context is cancelled when it did not
// return within the stop timeout.
var ErrStopTimeout = errors.New("lease: user code did not return within the stop timeout")

const (
	newsEvery       = 500 * time.Millisecond // so that a free lease is taken within a second
	atOnce          = 64                     // requests to the table at once
	afterCancelling = time.Second            // for user code to return once its context is cancelled
)

// A Keeper takes the leases that a worker should have and holds them: a shell around Plan, which
// says what to take, and Slot, which says what to write. Fill it in and Run it once.
type Keeper struct {
	Table       Table
	Owner       string        // from OwnerName: another one in every Run
	Policy      Policy        // zero fields mean defaults
	Marks       Marks         // what every row of ours bears
	StopTimeout time.Duration // how long user code may go on after a stop; 25 s, below Kubernetes' 30

	// Read is called once per tenure, in a goroutine of its own: it runs the processor, calls
	// Held.End once user code has returned for good, and returns. ctx is cancelled with cause
	// ErrLost when the lease may no longer be relied on; not by the end of Run's context.
	Read func(ctx context.Context, h *Held)
	// Observe gets every event, synchronously and from several goroutines.
	Observe func(Event)

	abandon chan struct{}  // closed when Run no longer waits for user code
	wake    chan struct{}  // asks for a listing at once
	tenures sync.WaitGroup // their loops
	mu      struct {
		sync.Mutex
		view    View
		held    map[Key]*Held
		claims  []Key // children of a shard that ended here: taken at once
		asks    map[Key]Lease
		asked   time.Time // when the last ask was sent
		passed  bool      // the first pass is done
		failing time.Time // since when the table fails; zero: it answers
		active  time.Time // when the loop last went round
		twin    string    // another process under this worker's ID
	}
}

// Run takes and holds leases until ctx is done; then it ends them, each with its last write, and
// returns nil. A failing table is waited for. Run returns early only with ErrForeignFleet.
func (k *Keeper) Run(ctx context.Context) error {
	k.prepare()
	err := k.loop(ctx)
	return errors.Join(err, k.stop(context.WithoutCancel(ctx)))
}

func (k *Keeper) prepare() {
	k.Policy = k.Policy.Defaulted()
	if k.StopTimeout == 0 {
		k.StopTimeout = 25 * time.Second
	}
	k.abandon, k.wake = make(chan struct{}), make(chan struct{}, 1)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.mu.held, k.mu.asks = map[Key]*Held{}, map[Key]Lease{}
	k.mu.active = time.Now()
}

func (k *Keeper) loop(ctx context.Context) error {
	news := int64(-1)
	started := time.Now()
	for ctx.Err() == nil {
		if err := k.pass(ctx, started); err != nil {
			return err
		}
		news = k.await(ctx, news)
	}
	return nil
}

// pass lists the table, and takes and asks for what the plan says.
func (k *Keeper) pass(ctx context.Context, started time.Time) error {
	began := time.Now()
	rows, err := k.list(ctx)
	answered := time.Now()
	k.noted("list the table", err)
	if err != nil {
		return nil // the next pass reads the world again
	}
	k.mu.Lock()
	k.mu.view = k.mu.view.Listed(rows, began, answered)
	view, asked, claims := k.mu.view, k.mu.asked, k.mu.claims
	k.mu.claims = nil
	k.mu.Unlock()
	if row, foreign := view.Foreign(); foreign {
		return fmt.Errorf("%w: %q writes the lease of %v; use a table of its own for this worker, or stop that fleet first",
			ErrForeignFleet, row.Holder(), row.Key)
	}
	k.lookForTwin(view, started)
	k.claim(ctx, claims)
	k.act(ctx, k.Policy.Plan(view, k.Owner, asked, answered))
	k.mu.Lock()
	k.mu.passed = true
	k.mu.Unlock()
	return nil
}

// list reads the table. Its pages may take several attempts' time, but not for ever.
func (k *Keeper) list(ctx context.Context) ([]Lease, error) {
	ctx, cancel := context.WithTimeout(ctx, k.Policy.Failover)
	defer cancel()
	return k.Table.List(ctx)
}

// get reads one row as it is now.
func (k *Keeper) get(ctx context.Context, key Key) (Lease, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, k.Policy.Attempt())
	defer cancel()
	return k.Table.Get(ctx, key)
}

// act does what the plan says, many at once.
func (k *Keeper) act(ctx context.Context, moves []Move) {
	var group errgroup.Group
	group.SetLimit(atOnce)
	for _, m := range moves {
		if k.holding(m.Lease.Key) {
			continue // its reader has not returned yet
		}
		group.Go(func() error {
			if m.Kind == Ask {
				k.ask(ctx, m.Lease)
			} else {
				k.take(ctx, m.Lease)
			}
			return nil
		})
	}
	_ = group.Wait() // its functions return nil
}

// claim takes the children of shards that ended here, whatever the share: somebody has to, and
// this worker knows first.
func (k *Keeper) claim(ctx context.Context, keys []Key) {
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
	if slot.State() == Holding {
		k.begin(ctx, slot, l.Holder())
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
		k.noted("read a parent", err)
		if err != nil || exists && !row.Finished() {
			return false
		}
	}
	return true
}

// begin starts the tenure's two goroutines, its reader and its loop; stop waits for them.
func (k *Keeper) begin(ctx context.Context, slot Slot, from string) {
	readerCtx, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	h := newHeld(slot, time.Now(), cancel)
	t := &tenure{k: k, h: h, read: make(chan struct{}), wrote: make(chan written, 1)}
	k.mu.Lock()
	k.mu.held[h.first.Key] = h
	k.mu.view = k.mu.view.With(slot.Lease(), time.Now())
	delete(k.mu.asks, h.first.Key)
	k.mu.Unlock()
	k.emit(Taken{h.first.Key, h.Token(), from})
	if ctx.Err() != nil {
		h.stop(false)
	}
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
		k.Relist()
	})
}

// left announces that a row is free, and claims the children of a shard that ended.
func (k *Keeper) left(ctx context.Context, slot Slot) {
	k.mu.Lock()
	row := slot.Lease()
	k.mu.view = k.mu.view.With(row, time.Now())
	lowest, known := k.mu.view.Lowest()
	for _, child := range row.Children {
		k.mu.claims = append(k.mu.claims, row.Key.Sibling(child))
	}
	k.mu.Unlock()
	k.Relist()
	if known {
		attempt, cancel := context.WithTimeout(context.WithoutCancel(ctx), k.Policy.Attempt())
		defer cancel()
		k.noted("announce a free lease", k.Table.Announce(attempt, lowest))
	}
}

// ask asks another worker for a lease.
func (k *Keeper) ask(ctx context.Context, l Lease) {
	k.mu.Lock()
	k.mu.asked = time.Now()
	k.mu.Unlock()
	row, err := k.apply(ctx, l.AskedBy(k.Owner))
	if _, refused := errors.AsType[*ConflictError](err); err != nil && !refused {
		k.noted("ask for a lease", err)
		row = l.AskedBy(k.Owner).Next // it may have worked: it is withdrawn like one that did
	} else if refused {
		return
	}
	k.mu.Lock()
	k.mu.asks[l.Key] = row
	k.mu.Unlock()
	k.emit(Asked{l.Key, l.Holder()})
}

// apply makes one attempt at a write, bounded so that it leaves time for the next.
func (k *Keeper) apply(ctx context.Context, change Change) (Lease, error) {
	attempt, cancel := context.WithTimeout(context.WithoutCancel(ctx), k.Policy.Attempt())
	defer cancel()
	row, err := k.Table.Apply(attempt, change)
	if _, refused := errors.AsType[*ConflictError](err); !refused {
		k.noted(change.Kind.String()+" "+change.key().String(), err)
	}
	return row, err
}

// stop withdraws the asks, lets every tenure end, and waits for user code up to StopTimeout.
func (k *Keeper) stop(ctx context.Context) error {
	k.withdraw(ctx)
	for _, h := range k.Holding() {
		h.stop(false)
	}
	ended := make(chan struct{})
	go func() { k.tenures.Wait(); close(ended) }()
	select {
	case <-ended:
		return nil
	case <-time.After(k.StopTimeout):
	}
	late := k.Holding()
	for _, h := range late {
		h.cancel(ErrStopTimeout)
	}
	select {
	case <-ended:
		return nil
	case <-time.After(afterCancelling):
	}
	close(k.abandon)
	<-ended
	var names []string
	for _, h := range late {
		names = append(names, h.first.Key.String())
	}
	slices.Sort(names)
	return fmt.Errorf("%w: %v after the stop was asked for; its leases were left to expire: %s",
		ErrStopTimeout, k.StopTimeout, strings.Join(names, ", "))
}

func (k *Keeper) withdraw(ctx context.Context) {
	k.mu.Lock()
	var moves []Lease
	for _, l := range k.mu.asks {
		moves = append(moves, l)
	}
	clear(k.mu.asks)
	k.mu.Unlock()
	var group errgroup.Group
	group.SetLimit(atOnce)
	for _, l := range moves {
		group.Go(func() error {
			_, _ = k.apply(ctx, l.Withdrawn()) // if the ask is gone, so much the better
			return nil
		})
	}
	_ = group.Wait() // its functions return nil
}

func randomText(bytes int) string {
	b := make([]byte, bytes)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
