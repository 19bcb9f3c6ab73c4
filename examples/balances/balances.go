// Package balances is a processor of a user's, to show how one is tested through a reshard: the
// test beside it runs a whole worker on the emulator, with virtual time and a fault, in no time.
package balances

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
)

// A Ledger adds up the transfers of each account. Its zero value is ready.
type Ledger struct {
	mu         sync.Mutex // shards run at once
	balances   map[string]int
	last       map[string]checkpoint.Position // by account
	outOfOrder int
}

// Processor makes the processor of one shard. It is a processor.Factory.
func (l *Ledger) Processor(processor.Shard) processor.RecordProcessor { return &account{ledger: l} }

// account books the transfers of one shard.
type account struct {
	processor.Defaults // the calls that this processor does not care about
	ledger             *Ledger
}

// ProcessRecords books each record: its partition key is the account, its data the amount.
func (a *account) ProcessRecords(_ context.Context, batch *processor.Batch) error {
	for _, r := range batch.Records {
		amount, err := strconv.Atoi(string(r.Data))
		if err != nil {
			return processor.FailedAt(r.Position, fmt.Errorf("amount: %w", err)) // what came before it is done
		}
		a.ledger.book(r.PartitionKey, amount, r.Position)
	}
	return nil
}

func (l *Ledger) book(name string, amount int, at checkpoint.Position) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.balances == nil {
		l.balances, l.last = map[string]int{}, map[string]checkpoint.Position{}
	}
	if at.Before(l.last[name]) {
		l.outOfOrder++
	}
	l.balances[name] += amount
	l.last[name] = at
}

// Total is the sum of all balances.
func (l *Ledger) Total() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	total := 0
	for _, balance := range l.balances {
		total += balance
	}
	return total
}

// OutOfOrder counts transfers that were booked behind a later one of their account.
func (l *Ledger) OutOfOrder() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.outOfOrder
}
