package dynamodb

// Billing: whether a table's capacity is provisioned, and how much of it.

import (
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// bill sets the mode and the capacity of a table, with the lock held or before anyone knows it. An
// empty mode leaves the mode as it is, which is PROVISIONED at first.
func (t *table) bill(mode string, capacity *throughput, now time.Time) *wire.Error {
	onDemand := mode == "PAY_PER_REQUEST" || mode == "" && !t.mu.onDemand.IsZero()
	switch {
	case onDemand && capacity != nil && *capacity != throughput{}:
		return refuse("One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST")
	case !onDemand && capacity == nil && t.mu.throughput == throughput{}:
		return refuse("One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED")
	case onDemand && t.mu.onDemand.IsZero():
		t.mu.onDemand, t.mu.throughput = now, throughput{}
	case !onDemand:
		t.mu.onDemand = time.Time{}
		if capacity != nil {
			t.mu.throughput = *capacity
		}
	}
	return nil
}
