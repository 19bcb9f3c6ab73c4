package fanout

// What a poller is made of, and how one shard is opened.

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// Defaults of a Poller, each with its reason.
const (
	DefaultInterval = time.Second           // one call a second of the shard's five, at 0.5 s of latency on average
	DefaultLimit    = 10_000                // records a page, service limit: with less, a call rate of 5 a second is the bound
	DefaultAttempt  = 10 * time.Second / 6  // a sixth of the default failover time
	leastInterval   = time.Second / perCall // a shorter interval cannot be kept
)

// An API is what polling calls of a *kinesis.Client.
type API interface {
	GetShardIterator(context.Context, *kinesis.GetShardIteratorInput, ...func(*kinesis.Options)) (*kinesis.GetShardIteratorOutput, error)
	GetRecords(context.Context, *kinesis.GetRecordsInput, ...func(*kinesis.Options)) (*kinesis.GetRecordsOutput, error)
}

// A Poller reads shards of one stream by GetRecords. It is filled in, then used by any number of
// goroutines; zero fields mean defaults.
type Poller struct {
	Client API

	// StreamARN names the stream on every call, as reading from another account needs. Without
	// it, StreamName does.
	StreamARN  string
	StreamName string

	Interval  time.Duration        // between calls for a shard that is caught up; 1 s, at least 250 ms
	Limit     int32                // records in a page at most; 10,000, service limit
	Attempt   time.Duration        // bound of one call, a sixth of the failover time; 1.67 s
	Budget    *Budget              // shared by all shards of a worker; nil: pages ahead are bounded in number only
	Retention func() time.Duration // how long the stream keeps records; nil, or 0: unknown, BacklogExpired never comes

	// Observe is called for each event, from the shard's own goroutine, which waits for it.
	Observe func(Event)
}

// From says where reading begins: a lease row's position and the times beside it.
type From struct {
	// Position is the place of the last record that is done. Reading begins with that record:
	// the rest of an aggregate may not be done, so the caller drops what is. SHARD_END reads
	// the end of the shard once more, for the children.
	Position checkpoint.Position

	// At is what LATEST and AT_TIMESTAMP mean: both are read AT_TIMESTAMP of it, so that they
	// are one place however often a shard is opened. Zero: both mean TRIM_HORIZON, which loses
	// nothing.
	At time.Time

	// Done is the arrival time up to which everything is done; zero: unknown.
	Done time.Time
}

// Validate reports all mistakes at once.
func (p *Poller) Validate() error {
	var errs []error
	if p.Client == nil {
		errs = append(errs, errors.New("fanout: poller: no Client"))
	}
	if p.StreamARN == "" && p.StreamName == "" {
		errs = append(errs, errors.New("fanout: poller: neither StreamARN nor StreamName"))
	}
	if p.Interval < 0 || (p.Interval > 0 && p.Interval < leastInterval) {
		errs = append(errs, errors.New("fanout: poller: Interval is below 250 ms"))
	}
	if p.Limit < 0 || p.Limit > DefaultLimit {
		errs = append(errs, errors.New("fanout: poller: Limit is not within 1 to 10,000"))
	}
	if p.Attempt < 0 {
		errs = append(errs, errors.New("fanout: poller: Attempt is negative"))
	}
	return errors.Join(errs...)
}

// Open begins to read a shard at once, ahead of the first Next. The source must be closed.
func (p *Poller) Open(shard string, from From) *Source {
	q := *p
	q.Interval = max(cmp.Or(p.Interval, DefaultInterval), leastInterval)
	q.Limit = min(cmp.Or(p.Limit, DefaultLimit), DefaultLimit)
	q.Attempt = cmp.Or(p.Attempt, DefaultAttempt)
	s := newSource(shard, p.Budget)
	r := &reader{
		Poller: q,
		shard:  shard,
		source: s,
		cursor: begin(from),
		pace:   newPace(q.Interval, q.Limit),
	}
	s.start(r.run)
	return s
}

// stream is how calls name the stream: by ARN alone if there is one.
func (p *Poller) stream() (arn, name *string) {
	if p.StreamARN != "" {
		return aws.String(p.StreamARN), nil
	}
	return nil, aws.String(p.StreamName)
}

func (p *Poller) observe(e Event) {
	if p.Observe != nil {
		p.Observe(e)
	}
}
