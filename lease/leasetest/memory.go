package leasetest

// The table in memory. How a call passes is in disturb.go; its effect comes at one instant, and the mutex
// guards that instant only, so a goroutine that waits never holds it.

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
)

var _ lease.Table = (*Memory)(nil)

// A Memory is a lease.Table in memory, made of lease.Change's own Holds and Apply. The zero value
// is an empty table that answers at once. Set the fields before its first call; the functions are
// called from the callers' goroutines and may be called by several at once.
type Memory struct {
	Before time.Duration // from a call to its effect; laws about time need it: without, serial code passes
	After  time.Duration // from its effect to its answer
	Page   int           // rows read at one instant by List, with Before and After around each page; 0: all

	// Refuse is asked at the instant of the effect; an error fails the call without one.
	Refuse func(Call) error
	// Drop is asked after the effect; an error is the answer, and the effect has happened.
	Drop func(Call) error
	// Straggle is asked when a call's context ended before its effect: how much later the effect
	// comes all the same, as a request does that the network held up. 0: never.
	Straggle func(Call) time.Duration

	mu struct {
		sync.Mutex
		rows map[lease.Key]lease.Lease
	}
}

// A Call is a request to a Memory, for the functions that disturb it.
type Call struct {
	Op     string       // the method: List, Get, Apply, Announce, News
	Key    lease.Key    // the row; of List: zero
	Change lease.Change // of Apply
}

func (c Call) String() string {
	switch c.Op {
	case "List":
		return "list"
	case "Apply":
		return fmt.Sprintf("%v %v", c.Change.Kind, c.Key)
	default:
		return fmt.Sprintf("%s %v", c.Op, c.Key)
	}
}

// Rows is a snapshot in order of keys: no time passes and nothing disturbs it.
func (m *Memory) Rows() []lease.Lease {
	return m.page(lease.Key{}, 0)
}

// Put sets a row whatever was there, as a test's beginning: no time passes and nothing disturbs it.
func (m *Memory) Put(rows ...lease.Lease) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, row := range rows {
		m.put(row)
	}
}

// List implements lease.Table.
func (m *Memory) List(ctx context.Context) ([]lease.Lease, error) {
	var all []lease.Lease
	var last lease.Key
	for {
		var page []lease.Lease
		if err := m.call(ctx, Call{Op: "List"}, func() { page = m.after(last, m.Page) }); err != nil {
			return nil, err
		}
		all = append(all, page...)
		if m.Page == 0 || len(page) < m.Page {
			return all, nil
		}
		last = page[len(page)-1].Key
	}
}

// Get implements lease.Table.
func (m *Memory) Get(ctx context.Context, key lease.Key) (row lease.Lease, exists bool, err error) {
	err = m.call(ctx, Call{Op: "Get", Key: key}, func() { row, exists = m.mu.rows[key] })
	if err != nil {
		return lease.Lease{}, false, err
	}
	return row, exists, nil
}

// Apply implements lease.Table. The row after a Delete is the zero Lease.
func (m *Memory) Apply(ctx context.Context, c lease.Change) (lease.Lease, error) {
	var row lease.Lease
	var conflict error
	key := c.Was.Key
	if c.Kind == lease.Create {
		key = c.Next.Key
	}
	err := m.call(ctx, Call{Op: "Apply", Key: key, Change: c}, func() { row, conflict = m.apply(key, c) })
	switch {
	case err != nil:
		return lease.Lease{}, err
	case conflict != nil:
		return lease.Lease{}, conflict
	default:
		return row, nil
	}
}

// Announce implements lease.Table.
func (m *Memory) Announce(ctx context.Context, key lease.Key) error {
	return m.call(ctx, Call{Op: "Announce", Key: key}, func() {
		if row, exists := m.mu.rows[key]; exists {
			row.News++
			m.mu.rows[key] = row
		}
	})
}

// News implements lease.Table.
func (m *Memory) News(ctx context.Context, key lease.Key) (news int64, exists bool, err error) {
	var row lease.Lease
	err = m.call(ctx, Call{Op: "News", Key: key}, func() { row, exists = m.mu.rows[key] })
	if err != nil {
		return 0, false, err
	}
	return row.News, exists, nil
}

// apply is the effect of one change.
func (m *Memory) apply(key lease.Key, c lease.Change) (lease.Lease, error) {
	row, exists := m.mu.rows[key]
	if !c.Holds(row, exists) {
		return lease.Lease{}, &lease.ConflictError{Change: c, Row: row, Exists: exists}
	}
	if c.Kind == lease.Delete {
		delete(m.mu.rows, key)
		return lease.Lease{}, nil
	}
	row = m.put(c.Apply(row))
	for _, child := range c.Children {
		if _, exists := m.mu.rows[child.Key]; !exists && c.Kind == lease.End {
			m.put(child)
		}
	}
	return row, nil
}

// put stores a copy: what the caller does to its slices afterwards does not reach the table.
func (m *Memory) put(row lease.Lease) lease.Lease {
	row.Parents, row.Children = slices.Clone(row.Parents), slices.Clone(row.Children)
	if row.Pending != nil {
		row.Pending = &checkpoint.Pending{Position: row.Pending.Position, State: slices.Clone(row.Pending.State)}
	}
	if m.mu.rows == nil {
		m.mu.rows = map[lease.Key]lease.Lease{}
	}
	m.mu.rows[row.Key] = row
	return row
}

func (m *Memory) page(last lease.Key, size int) []lease.Lease {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.after(last, size)
}

// after is the next size rows behind the key last, in order; all of them if size is 0.
func (m *Memory) after(last lease.Key, size int) []lease.Lease {
	var rows []lease.Lease
	for _, key := range slices.SortedFunc(maps.Keys(m.mu.rows), lease.Key.Compare) {
		if size > 0 && len(rows) == size {
			break
		}
		if key.Compare(last) > 0 {
			rows = append(rows, m.mu.rows[key])
		}
	}
	return rows
}
