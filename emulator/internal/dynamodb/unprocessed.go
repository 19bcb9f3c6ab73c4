package dynamodb

// What a batch leaves for later, because a table or index has no capacity for it now. If it would leave
// everything, it is refused instead.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

// idleBatch is why nothing at all was done, nil if something was: then the rest is left for later.
func idleBatch(totals map[string]usage, slow *wire.Error) *wire.Error {
	for _, used := range totals {
		if used.total() > 0 {
			return nil
		}
	}
	return slow
}
