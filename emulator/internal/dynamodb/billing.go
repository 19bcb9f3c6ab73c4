package dynamodb

// Billing: whether a table's capacity is provisioned, and how much of it.

import (
	"slices"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

const (
	payPerRequest = "PAY_PER_REQUEST"
	provisioned   = "PROVISIONED"
)

// mostSwitches is how often in 24 hours a table may become on-demand, service limit, under Strict.
const mostSwitches = 4

// bill sets the mode and the capacity of a new table, which is PROVISIONED if it does not say.
func (t *table) bill(mode string, capacity *throughput, now time.Time) *wire.Error {
	switch {
	case mode == payPerRequest && capacity != nil && *capacity != throughput{}:
		return neitherUnits()
	case mode == payPerRequest:
		t.mu.onDemand = now
	case capacity == nil:
		return bothUnits()
	default:
		t.mu.throughput = *capacity
	}
	return nil
}

func neitherUnits() *wire.Error {
	return refuse("One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST")
}

func bothUnits() *wire.Error {
	return refuse("One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED")
}

// provisionedAfter: will the table's capacity be provisioned after this request? The lock is held.
func (t *table) provisionedAfter(in *updateTable) bool {
	if in.BillingMode != "" {
		return in.BillingMode == provisioned
	}
	return t.mu.onDemand.IsZero()
}

// planBilling is what a request does to the table's billing, once it is accepted. The lock is held.
func (t *table) planBilling(c *call, in *updateTable) (func(), *wire.Error) {
	was, is, capacity := t.mu.onDemand.IsZero(), t.provisionedAfter(in), in.ProvisionedThroughput
	switch {
	case in.BillingMode == "" && capacity == nil:
		return func() {}, nil
	case t.indexing() && slices.ContainsFunc(t.mu.indexes, func(ix *index) bool { return ix.status == stateDeleting }):
		return nil, inUse("Index is being deleted. Table: %s", t.home.name)
	case !is && capacity != nil && *capacity != throughput{}:
		return nil, neitherUnits()
	case !is && !was:
		return func() {}, nil
	case !is:
		return t.planOnDemand(c)
	case !was:
		return t.planProvisioned(c, in)
	case capacity == nil:
		return func() {}, nil
	}
	return t.planThroughput(c, *capacity)
}

func (t *table) planOnDemand(c *call) (func(), *wire.Error) {
	recent := slices.DeleteFunc(slices.Clone(t.mu.switches), func(at time.Time) bool { return c.Now.Sub(at) >= 24*time.Hour })
	if c.strict() && len(recent) >= mostSwitches {
		const form = "Mon Jan 02 15:04:05 UTC 2006"
		return nil, wire.Errorf(limitExceeded, "Subscriber limit exceeded: Update to PayPerRequest mode are limited to %d times in 1 day(s). "+
			"Last update at %s. Next update can be made at %s", mostSwitches,
			recent[len(recent)-1].UTC().Format(form), recent[0].Add(24*time.Hour).UTC().Format(form))
	}
	return func() {
		t.mu.switches = append(recent, c.Now)
		t.become(stateUpdating, c.service.Updating, c.Now, func() {
			t.mu.onDemand, t.mu.throughput = c.Now, throughput{}
			for _, ix := range t.mu.indexes {
				ix.throughput = throughput{}
			}
		})
	}, nil
}

// planProvisioned: every global index needs a throughput too.
func (t *table) planProvisioned(c *call, in *updateTable) (func(), *wire.Error) {
	if in.ProvisionedThroughput == nil {
		return nil, refuse("One or more parameter values were invalid: ProvisionedThroughput must be specified when BillingMode is PROVISIONED")
	}
	for _, ix := range t.mu.indexes {
		given := slices.ContainsFunc(in.GlobalSecondaryIndexUpdates, func(u indexUpdate) bool {
			return u.Update != nil && u.Update.IndexName == ix.name && u.Update.ProvisionedThroughput != nil || u.Delete != nil && u.Delete.IndexName == ix.name
		})
		if !ix.local && !given {
			return nil, refuse("One or more parameter values were invalid: ProvisionedThroughput must be specified for index: %s", ix.name)
		}
	}
	to := *in.ProvisionedThroughput
	return func() {
		t.become(stateUpdating, c.service.Updating, c.Now, func() {
			t.mu.wasOnDemand = t.mu.onDemand
			t.mu.onDemand, t.mu.throughput = time.Time{}, to
			t.pace.begin(c.Now)
			for _, ix := range t.mu.indexes {
				ix.pace.begin(c.Now)
			}
		})
	}, nil
}

func (t *table) planThroughput(c *call, to throughput) (func(), *wire.Error) {
	from := t.mu.throughput
	if to == from {
		return nil, unchanged("table", "table", from, to)
	}
	if c.strict() {
		if err := t.mu.decreases.admits(from, to, c.Now); err != nil {
			return nil, err
		}
	}
	return func() {
		t.mu.decreases = t.mu.decreases.changed(from, to, c.Now)
		t.become(stateUpdating, c.service.Updating, c.Now, func() { t.mu.throughput = to })
	}, nil
}

func unchanged(what, kind string, from, to throughput) *wire.Error {
	return refuse("The provisioned throughput for the %s will not change. The requested value equals the current value. "+
		"Current ReadCapacityUnits provisioned for the %s: %d. Requested ReadCapacityUnits: %d. "+
		"Current WriteCapacityUnits provisioned for the %s: %d. Requested WriteCapacityUnits: %d. "+
		"Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.",
		what, kind, from.ReadCapacityUnits, to.ReadCapacityUnits, kind, from.WriteCapacityUnits, to.WriteCapacityUnits)
}
