package prom

// Which event adds to which counter.

import (
	"github.com/shardkeeper/shardkeeper/fanout"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/shardsync"
	"github.com/shardkeeper/shardkeeper/worker"
)

// Observe counts e. It does not block.
func (c *Collector) Observe(e worker.Event) {
	c.counts.ofUser(e)
	c.counts.ofReads(e)
	c.counts.ofFanOut(e)
	c.counts.ofLeases(e)
	if c.shards == nil {
		return
	}
	switch e := e.(type) {
	case processor.Processed:
		c.shards.processed(e.Shard.ID, e.Records)
	case processor.TenureOver:
		c.shards.over(e.Shard.ID)
	}
}

// ofUser counts what user code does.
func (c *counts) ofUser(e worker.Event) {
	switch e := e.(type) {
	case processor.Processed:
		c.records.Add(float64(e.Records))
		c.bytes.Add(float64(e.Bytes))
		c.batches.Inc()
		c.batch.Observe(e.Took.Seconds())
	case processor.BatchFailed:
		c.batchFailures.Inc()
	case processor.CallFailed:
		c.callFailures.Inc()
	case processor.ShardEndRefused:
		c.callFailures.Inc()
	case processor.Panicked:
		c.panics.Inc()
	case processor.Slow:
		c.slowCalls.Inc()
	case processor.DeadLettered:
		c.deadLetters.Inc()
	case processor.Filtered:
		c.recordsFiltered.Add(float64(e.Records))
	case processor.DeadlinePassed:
		c.deadlines.Inc()
	case processor.Checkpointed:
		if e.Prepared {
			c.prepared.Inc()
		} else {
			c.checkpoints.Inc()
		}
	}
}

// ofReads counts what Kinesis answers to reads.
func (c *counts) ofReads(e worker.Event) {
	switch e := e.(type) {
	case fanout.Fetched:
		c.reads.Inc()
		c.recordsRead.Add(float64(e.Records))
		c.bytesRead.Add(float64(e.Bytes))
		c.read.Observe(e.Took.Seconds())
	case fanout.Throttled:
		c.throttles.Inc()
	case fanout.IteratorExpired:
		c.iteratorsExpired.Inc()
	case fanout.ReadFailed:
		c.readFailures.Inc()
	case fanout.NotFound:
		c.notFound.Inc()
	case fanout.BacklogExpired:
		c.backlogs.Inc()
		c.backlogSeconds.Add(max(0, e.To.Sub(e.From).Seconds())) // a counter panics on less
	}
}

// ofFanOut counts what becomes of subscriptions and their consumer.
func (c *counts) ofFanOut(e worker.Event) {
	switch e := e.(type) {
	case fanout.Subscribed:
		if e.Renewal {
			c.renewals.Inc()
		} else {
			c.subscriptions.Inc()
		}
	case fanout.SubscriptionFailed:
		c.failures(e.Reason).Inc()
	case fanout.ConsumerUnavailable:
		c.consumerFailures.Inc()
	case fanout.ConsumerRegistered:
		c.consumersRegistered.Inc()
	case fanout.RetrievalChanged:
		c.retrievalChanges.Inc()
	}
}

// ofLeases counts who reads what, which leases there are, and how the services answer.
func (c *counts) ofLeases(e worker.Event) {
	switch e := e.(type) {
	case shardsync.Created:
		c.leasesCreated.Inc()
	case shardsync.Deleted:
		c.leasesDeleted.Inc()
	case shardsync.HoleFound:
		c.holesFound.Inc()
	case shardsync.HoleRepaired:
		c.holesRepaired.Inc()
	case worker.ShardExpired: // not shardsync.ShardGone, which comes again with each audit until then
		c.shardsGone.Inc()
	case lease.Taken:
		c.leasesTaken.Inc()
	case lease.Lost:
		c.leasesLost.Inc()
	case lease.Ended:
		c.ended(e.How)
	case lease.Asked:
		c.handoversAsked.Inc()
	case lease.Hung:
		c.handoversHung.Inc()
	case lease.TableFailed:
		c.tableFailures.Inc()
	case lease.DuplicateWorker:
		c.duplicates.Inc()
	case worker.ServiceFailed:
		c.kinesisFailures.Inc()
	}
}

func (c *counts) ended(how lease.Kind) {
	switch how {
	case lease.HandOver:
		c.leasesHandedOver.Inc()
	case lease.Release:
		c.leasesReleased.Inc()
	case lease.End:
		c.shardsEnded.Inc()
	}
}
