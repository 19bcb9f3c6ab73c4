package lease

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	newsEvery       = 500 * time.Millisecond // so that a free lease is taken within a second
	atOnce          = 64                     // takes and asks at once
	writesAtOnce    = 1024                   // requests that write, for all leases: below a usual bound of open files
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

	turns   chan struct{}  // holds a token for each write under way
	abandon chan struct{}  // closed when Run no longer waits for user code
	tenures sync.WaitGroup // their loops and writes
	mu      struct {
		sync.Mutex
		wake       chan struct{} // asks for a listing at once; nil before Run
		view       View
		lent       bool // somebody else has the view too: it is cloned before it is changed
		held       map[Key]*Held
		claims     []Key // children of a shard that ended here: taken at once
		asks       map[Key]Lease
		asked      time.Time // when the last ask was sent
		announcing bool      // an announcement is under way
		untold     bool      // something came up since it was sent
		passed     bool      // the first pass is done
		failing    failing   // since when the table fails
		active     time.Time // when the loop last went round
		twin       string    // another process under this worker's ID
	}
}

// Run takes and holds leases until ctx is done; then it ends them, each with its last write, and
// returns nil. A failing table is waited for. Run returns early only with ErrForeignFleet or
// ErrOtherStream. If user code does not return, it returns ErrStopTimeout with the shards' names.
func (k *Keeper) Run(ctx context.Context) error {
	if !k.prepare() {
		return errors.New("lease: run a keeper: it ran before; every Run needs a Keeper and an Owner of its own")
	}
	running, stop := context.WithCancel(ctx) // its end stops every tenure, also one that is just being taken
	defer stop()
	err := k.loop(running)
	stop()
	return errors.Join(err, k.stop(context.WithoutCancel(ctx)))
}

func (k *Keeper) prepare() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.mu.wake != nil {
		return false
	}
	if p := k.Policy.Defaulted(); p != k.Policy { // others may read it already
		k.Policy = p
	}
	if k.StopTimeout == 0 {
		k.StopTimeout = 25 * time.Second
	}
	k.turns = make(chan struct{}, writesAtOnce)
	k.abandon, k.mu.wake = make(chan struct{}), make(chan struct{}, 1)
	k.mu.held, k.mu.asks = map[Key]*Held{}, map[Key]Lease{}
	k.mu.active = time.Now()
	return true
}

func (k *Keeper) loop(ctx context.Context) error {
	started := time.Now()
	for ctx.Err() == nil {
		began := time.Now()
		listed, err := k.pass(ctx, started)
		if err != nil {
			return err
		}
		k.await(ctx, began, listed)
	}
	return nil
}

// pass lists the table, and takes and asks for what the plan says. It tells whether it could.
func (k *Keeper) pass(ctx context.Context, started time.Time) (bool, error) {
	began := time.Now()
	rows, err := k.list(ctx)
	answered := time.Now()
	if ctx.Err() != nil {
		return false, nil
	}
	k.noteRead("list the table", err)
	if err != nil {
		return false, nil // the next pass reads the world again
	}
	k.mu.Lock()
	k.mu.view = k.mu.view.Listed(rows, began, answered)
	view := k.lend()
	k.mu.Unlock()
	if err := k.ours(view); err != nil {
		return false, err
	}
	k.lookForTwin(view, started)
	k.claim(ctx)
	k.mu.Lock()
	view, asked := k.lend(), k.mu.asked // with what was claimed
	k.mu.Unlock()
	k.act(ctx, k.Policy.Plan(view, k.Owner, asked, answered))
	k.mu.Lock()
	k.mu.passed = true
	k.mu.Unlock()
	return true, nil
}

// ours fails if the table is not for us to work on.
func (k *Keeper) ours(view View) error {
	if row, foreign := view.Foreign(); foreign {
		return fmt.Errorf("%w: %q writes the lease of %v; use a table of its own for this worker, or stop that fleet first",
			ErrForeignFleet, row.Holder(), row.Key)
	}
	if row, other := view.Contradicting(k.Marks); other {
		return fmt.Errorf("%w: the lease of %v is of %s, created %v; this worker reads %s, created %v; use another application name, or delete the table",
			ErrOtherStream, row.Key, row.Marks.StreamARN, row.Marks.Created, k.Marks.StreamARN, k.Marks.Created)
	}
	return nil
}

// list reads the table. A large one has many pages, which may take longer than a term, but not for
// ever.
func (k *Keeper) list(ctx context.Context) ([]Lease, error) {
	ctx, cancel := context.WithTimeout(ctx, 3*k.Policy.Failover)
	defer cancel()
	return k.Table.List(ctx)
}

// get reads one row as it is now.
func (k *Keeper) get(ctx context.Context, key Key) (Lease, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, k.Policy.Attempt())
	defer cancel()
	return k.Table.Get(ctx, key)
}

// apply makes one attempt at a write, bounded so that it leaves time for the next. Where thousands of
// leases are due at once, as at a stop, they take turns: a connection for each would be slower than
// that, and the answers come too late.
func (k *Keeper) apply(ctx context.Context, change Change) (Lease, error) {
	attempt, cancel := context.WithTimeout(context.WithoutCancel(ctx), k.Policy.Attempt())
	defer cancel()
	row, err := k.inTurn(attempt, change)
	doing := change.Kind.String() + " " + change.key().String()
	if _, refused := errors.AsType[*ConflictError](err); refused {
		k.noteWrite(doing, nil) // a refusal is an answer
	} else {
		k.noteWrite(doing, err)
	}
	return row, err
}

func (k *Keeper) inTurn(ctx context.Context, change Change) (Lease, error) {
	select {
	case k.turns <- struct{}{}:
	case <-ctx.Done():
		return Lease{}, fmt.Errorf("lease: wait for %d other writes: %w", writesAtOnce, context.Cause(ctx))
	}
	defer func() { <-k.turns }()
	return k.Table.Apply(ctx, change)
}
