package processor

import (
	"sync"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// Status is a tenure at a glance.
type Status struct {
	State     string              // a word or two, as in the picture of the life cycle; "": not begun
	Since     time.Time           // of State
	Attempt   int                 // at the present step; 0: the first one
	Err       string              // what failed last, while it is being tried again
	Call      string              // the call that user code is in; "": none
	CallSince time.Time           //
	Position  checkpoint.Position // as the row says, or will after the write under way
	Done      time.Time           // arrival time up to which everything is done; zero: unknown
	Behind    time.Duration       // from the tip of the shard, as of the last page
	Taken     time.Time           // since when nothing was done of what was taken over (Later); zero: nothing is outstanding
	Paused    bool                // by Pause
	Halted    bool                // by an error of user code, Err; until Resume
}

// statusBox is the Status that Run keeps up to date.
type statusBox struct {
	mu struct {
		sync.Mutex
		Status
		tenure *tenure
	}
}

// Status may be asked at any time, from any goroutine. It does not wait for user code.
func (r *Runner) Status() Status {
	s, t := r.status.get()
	if t != nil {
		p := t.progress()
		s.Position, s.Done, s.Taken = p.Position, p.Done, t.waits()
	}
	s.Paused, _ = r.gate.look()
	return s
}

func (b *statusBox) get() (Status, *tenure) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.mu.Status, b.mu.tenure
}

func (b *statusBox) set(change func(*Status)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change(&b.mu.Status)
}

func (b *statusBox) follow(t *tenure) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.mu.tenure = t
}

func (x *run) enter(s state) {
	now := time.Now()
	x.status.set(func(v *Status) {
		if v.State != s.String() {
			v.State, v.Since = s.String(), now
		}
	})
}

// begin notes the call that user code is in, "" when it returned.
func (x *run) begin(call string) {
	now := time.Now()
	x.status.set(func(v *Status) { v.Call, v.CallSince = call, now })
}

// tried notes at which attempt the present step is, and why.
func (x *run) tried(attempt int, err error) {
	text := ""
	if err != nil {
		text = err.Error() // user code, so not under the lock
	}
	x.status.set(func(v *Status) { v.Attempt, v.Err = attempt, text })
}

func (x *run) saw(behind time.Duration) {
	x.status.set(func(v *Status) { v.Behind = behind })
}
