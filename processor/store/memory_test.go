package store_test

import (
	"context"
	"testing"

	"github.com/shardkeeper/shardkeeper/processor/store"
	"github.com/shardkeeper/shardkeeper/processor/store/storetest"
)

// Broken by: commit without a look at the version of the row.
func TestTheStoreInMemoryKeepsTheLawsOfStores(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Subject[*store.Tx] {
		m := new(store.Memory)
		return storetest.Subject[*store.Tx]{
			Store: m,
			Add:   func(_ context.Context, tx *store.Tx, n int) error { tx.Add("sum", int64(n)); return nil },
			Sum:   func(*testing.T) int { return int(m.Sum("sum")) },
		}
	})
}
