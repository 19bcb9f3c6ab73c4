package kinesis

// Quotas of an account, under Strict: shards, and streams on their way into or out of being.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

const (
	mostCreating = 5
	mostDeleting = 5
	mostOnDemand = 50 // streams

	consumersStandard  = 20 // of a stream
	consumersAdvantage = 50 // of an on-demand stream, under a commitment
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
type census struct {
	shards   int // open
	quota    int // of these, those that the quota of shards counts: provisioned streams', and what they are about to open
	onDemand int // streams
	creating int
	deleting int
}

func (c *call) census() census {
	var n census
	for s := range c.streams() {
		n.add(s)
	}
	return n
}

func (n *census) add(s *stream) {
	n.shards += len(s.open)
	if s.mode == onDemand {
		n.onDemand++
	} else {
		n.quota += len(s.open) + s.coming
	}
	n.creating += count(s.status == creating)
	n.deleting += count(s.status == deleting)
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

// admitShards checks the quota of shards before more of them open. No place is locked by the caller.
func (c *call) admitShards(more int) *wire.Error {
	if !c.strict() {
		return nil
	}
	return c.shardsFit(c.census(), more)
}

// shardsFit: may the shards of provisioned streams be so many more?
func (c *call) shardsFit(n census, more int) *wire.Error {
	if has, most := n.quota, shardQuota(c.Region); has+more > most {
		return wire.Errorf(limitExceeded, "This request would exceed the shard limit for the account %s in %s. "+
			"Current shard count for the account: %d. Limit: %d. Number of additional shards that would have "+
			"resulted from this request: %d. Refer to the AWS Service Limits page "+
			"(http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and how to request higher limits.",
			c.Account, c.Region, has, most, more)
	}
	return nil
}

// onDemandFits: may there be one more on-demand stream?
func (c *call) onDemandFits(n census) *wire.Error {
	if n.onDemand < mostOnDemand {
		return nil
	}
	return wire.Errorf(limitExceeded, "Account %s has %d streams in ON_DEMAND mode in %s already, the limit.",
		c.Account, n.onDemand, c.Region)
}

// consumersMost is how many consumers a stream may have registered, service limit.
func (c *call) consumersMost(s *stream) int {
	if s.mode == onDemand && c.commitment().on {
		return consumersAdvantage
	}
	return consumersStandard
}

// admitCreation checks how many streams are CREATING, and whether there may be one more, with so many
// shards.
func (c *call) admitCreation(mode string, shards int) *wire.Error {
	if !c.strict() {
		return nil
	}
	n := c.census()
	switch {
	case n.creating >= mostCreating:
		return wire.Errorf(limitExceeded, "Account %s has %d streams in state CREATING already.", c.Account, mostCreating)
	case mode == onDemand:
		return c.onDemandFits(n)
	}
	return c.shardsFit(n, shards)
}

// admitDeletion checks how many streams are DELETING.
func (c *call) admitDeletion() *wire.Error {
	if c.strict() && c.census().deleting >= mostDeleting {
		return wire.Errorf(limitExceeded, "Account %s has %d streams in state DELETING already.", c.Account, mostDeleting)
	}
	return nil
}
