package kinesis

// Quotas of an account, under Strict: shards, and streams on their way into or out of being.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

const (
	mostCreating = 5
	mostDeleting = 5
)

// shardQuota is the service's default for a region.
func shardQuota(region string) int {
	switch region {
	case "us-east-1", "us-west-2", "eu-west-1":
		return 20_000
	}
	return 1000
}

// A census counts what an account has in a region.
type census struct{ shards, creating, deleting int }

func (c *call) census() census {
	var n census
	for _, p := range c.service.homes(c.Account, c.Region) {
		p.Lock()
		if p.settle(c.ms()); p.stream != nil {
			n.shards += len(p.stream.open)
			n.creating += count(p.stream.status == creating)
			n.deleting += count(p.stream.status == deleting)
		}
		p.Unlock()
	}
	return n
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

// strict: do quotas of the account hold for this request?
func (c *call) strict() bool { return c.service.Limits == Strict && !c.Unlimited }

// admitShards checks the quota of shards before more of them open. No place is locked by the caller.
func (c *call) admitShards(more int) *wire.Error {
	if !c.strict() {
		return nil
	}
	if has, most := c.census().shards, shardQuota(c.Region); has+more > most {
		return wire.Errorf(limitExceeded, "This request would exceed the shard limit for the account %s in %s. "+
			"Current shard count for the account: %d. Limit: %d. Number of additional shards that would have "+
			"resulted from this request: %d.", c.Account, c.Region, has, most, more)
	}
	return nil
}

// admitCreation checks how many streams are CREATING.
func (c *call) admitCreation() *wire.Error {
	if c.strict() && c.census().creating >= mostCreating {
		return wire.Errorf(limitExceeded, "Account %s has %d streams in state CREATING already.", c.Account, mostCreating)
	}
	return nil
}

// admitDeletion checks how many streams are DELETING.
func (c *call) admitDeletion() *wire.Error {
	if c.strict() && c.census().deleting >= mostDeleting {
		return wire.Errorf(limitExceeded, "Account %s has %d streams in state DELETING already.", c.Account, mostDeleting)
	}
	return nil
}
