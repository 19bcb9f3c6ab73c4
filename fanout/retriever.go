package fanout

// What reading is made of, and how one shard is opened.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// Defaults of a Retriever, each with its reason.
const (
	DefaultInterval = time.Second           // one call a second of the shard's five, at 0.5 s of latency on average
	DefaultLimit    = 10_000                // records a page, service limit: with less, a call rate of 5 a second is the bound
	DefaultAttempt  = 10 * time.Second / 6  // a sixth of the default failover time
	leastInterval   = time.Second / perCall // a shorter interval cannot be kept
)

// An API is what reading calls of a *kinesis.Client.
type API interface {
	GetShardIterator(context.Context, *kinesis.GetShardIteratorInput, ...func(*kinesis.Options)) (*kinesis.GetShardIteratorOutput, error)
	GetRecords(context.Context, *kinesis.GetRecordsInput, ...func(*kinesis.Options)) (*kinesis.GetRecordsOutput, error)
	SubscribeToShard(context.Context, *kinesis.SubscribeToShardInput, ...func(*kinesis.Options)) (*kinesis.SubscribeToShardOutput, error)
}

// A Retriever reads shards of one stream, by polling or enhanced fan-out as its mode says, which may
// change while it reads. It is filled in, then used by any number of goroutines; zero fields mean
// defaults. It must not be copied.
type Retriever struct {
	Client API

	// StreamARN names the stream on every call, as reading from another account needs. Without
	// it, StreamName does.
	StreamARN  string
	StreamName string

	// Consumer is that of enhanced fan-out. Nil: there is none, and all is polled.
	Consumer *Consumer

	Interval  time.Duration        // between polls of a shard that is caught up; 1 s, at least 250 ms
	Held      func() int           // how many shards are held: Interval is at least 1 ms for each; nil: one
	Limit     int32                // records in a page at most; 10,000, service limit
	Attempt   time.Duration        // bound of one call, a sixth of the failover time; 1.67 s
	Budget    *Budget              // shared by all shards of a worker; nil: pages ahead are bounded in number only
	Retention func() time.Duration // how long the stream keeps records; nil, or 0: unknown, BacklogExpired never comes
	PlainJSON bool                 // pages are asked for in JSON; by default in CBOR, and in JSON where that is refused
	Pages     Pages                // what becomes of a page's memory; KeepPages

	// Observe is called for each event, from a goroutine of the shard's, which waits for it.
	Observe func(Event)

	encoding encoding  // that pages are asked for in
	memories memories  // of pages that are done
	decoders decoders  // that work at the same time
	turns    turnstile // of polls
	mu       struct {
		sync.Mutex
		mode    Mode
		shards  map[string]Mode // those for which another mode was set
		readers map[*reader]bool
		changed chan struct{} // closed when a mode is set; nil: nobody waits for that
	}
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

	// Live tells whether the shard is still the reader's own. It is asked before a subscription: one by
	// a process that was paused would cut off the next owner's. Nil: it always is.
	Live func() bool
}

// Validate reports all mistakes at once.
func (r *Retriever) Validate() error {
	var errs []error
	if r.Client == nil {
		errs = append(errs, errors.New("fanout: retriever: no Client"))
	}
	if r.StreamARN == "" && r.StreamName == "" {
		errs = append(errs, errors.New("fanout: retriever: neither StreamARN nor StreamName"))
	}
	if r.Interval < 0 || (r.Interval > 0 && r.Interval < leastInterval) {
		errs = append(errs, fmt.Errorf("fanout: retriever: Interval is %v: give at least 250 ms, or 0 for the default", r.Interval))
	}
	if r.Limit < 0 || r.Limit > DefaultLimit {
		errs = append(errs, fmt.Errorf("fanout: retriever: Limit is %d: give 1 to 10,000, or 0 for the default", r.Limit))
	}
	if r.Attempt < 0 {
		errs = append(errs, fmt.Errorf("fanout: retriever: Attempt is %v: give a bound of one call, or 0 for the default", r.Attempt))
	}
	if r.Pages < KeepPages || r.Pages > PoisonPages {
		errs = append(errs, fmt.Errorf("fanout: retriever: Pages is %d: give KeepPages, ReusePages or PoisonPages", r.Pages))
	}
	return errors.Join(errs...)
}

// Open begins to read a shard at once, ahead of the first Next. The source must be closed.
func (r *Retriever) Open(shard string, from From) *Source {
	s := newSource(shard, r.Budget)
	s.recycle = func(m *memory) { r.memories.put(r.Pages, m) }
	read := &reader{
		Retriever: r,
		shard:     shard,
		live:      from.Live,
		source:    s,
		cursor:    begin(from),
		pace:      newPace(r.interval(), r.limit()),
		poked:     make(chan struct{}, 1),
	}
	r.enter(read)
	s.start(read.run, func() { signal(read.poked) })
	return s
}

func (r *Retriever) interval() time.Duration {
	return max(cmp.Or(r.Interval, DefaultInterval), leastInterval)
}

func (r *Retriever) held() int {
	if r.Held == nil {
		return 1
	}
	return r.Held()
}

func (r *Retriever) limit() int32 { return min(cmp.Or(r.Limit, DefaultLimit), DefaultLimit) }

func (r *Retriever) attempt() time.Duration { return cmp.Or(r.Attempt, DefaultAttempt) }

// stream is how calls name the stream: by ARN alone if there is one.
func (r *Retriever) stream() (arn, name *string) {
	if r.StreamARN != "" {
		return aws.String(r.StreamARN), nil
	}
	return nil, aws.String(r.StreamName)
}

func (r *Retriever) observe(e Event) {
	if r.Observe != nil {
		r.Observe(e)
	}
}
