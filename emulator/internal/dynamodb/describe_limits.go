package dynamodb

// DescribeLimits tells how much capacity an account may provision in a region.
//
// Behaviour: the numbers are the service's defaults; nothing is limited by them.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

// A bare request has no members.
type bare struct{}

func (*bare) validate(*problems) {}

func (c *call) describeLimits(*bare) ([]byte, *wire.Error) {
	return marshal(struct {
		AccountMaxReadCapacityUnits, AccountMaxWriteCapacityUnits, TableMaxReadCapacityUnits, TableMaxWriteCapacityUnits int
	}{80_000, 80_000, 40_000, 40_000})
}
