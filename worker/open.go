package worker

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/fanout"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/lease/dynamo"
	"github.com/shardkeeper/shardkeeper/shardsync"
)

// From a configuration to a run: everything that can be found wrong is, before anything is made.

// open wires a run. The stream is looked at before the table is created, so that a mistake in
// either leaves nothing half done.
func (w *Worker) open(ctx context.Context) (*run, error) {
	r := w.wire()
	now, shards, err := r.openStream(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := r.openTable(ctx)
	if err != nil {
		return nil, err
	}
	if err := shardsync.Match(r.marks, rows, shards); err != nil {
		return nil, err
	}
	r.keeper = r.newKeeper()
	r.retriever = r.newRetriever()
	w.retrievals.begin(r.retriever, w.Retrieval)
	r.syncer = r.newSyncer(now)
	if len(rows) > 0 {
		return r, nil
	}
	return r, patiently(ctx, r.kinesisFailed("make the first leases"), func(ctx context.Context) error {
		_, err := r.syncer.First(ctx, nil)
		return err
	})
}

// openStream describes and lists the stream, and tells the service's time.
func (r *run) openStream(ctx context.Context) (now time.Time, shards []shardsync.Shard, err error) {
	var d description
	err = patiently(ctx, r.kinesisFailed("describe the stream"), func(ctx context.Context) error {
		d, now, err = r.stream.describe(ctx)
		return err
	})
	if err != nil {
		return now, nil, err
	}
	r.marks = lease.Marks{Format: lease.Format, StreamARN: d.arn, Created: d.created}
	r.tip = now.Add(time.Second) // now is rounded down, and what was put within its second counts
	r.retention.Store(int64(d.retention))
	err = patiently(ctx, r.kinesisFailed("list the shards"), func(ctx context.Context) error {
		shards, err = r.stream.list(ctx, nil)
		return err
	})
	return now, shards, err
}

// openTable makes sure that the table is there, and lists it.
func (r *run) openTable(ctx context.Context) (rows []lease.Lease, err error) {
	if err := patiently(ctx, r.tableFailed("find the table"), r.ensureTable); err != nil {
		return nil, err
	}
	err = patiently(ctx, r.tableFailed("list the table"), func(ctx context.Context) error {
		rows, err = r.table.List(ctx)
		return err
	})
	return rows, err
}

func (w *Worker) wire() *run {
	r := &run{config: w, id: w.workerID(), began: time.Now(), observe: w.Observe, table: w.Leases}
	r.mu.readers, r.mu.unread = map[lease.Key]*reader{}, map[string]readFailure{}
	cfg := guarded(w.AWS)
	client := kinesis.NewFromConfig(cfg)
	if w.Kinesis != nil {
		client = kinesis.New(w.Kinesis.Options(), func(o *kinesis.Options) { o.HTTPClient = fanout.Client(roomy(o.HTTPClient)) })
	}
	r.stream = newStream(client, w.Stream)
	if r.table == nil {
		r.table = &dynamo.Table{Client: dynamodb.NewFromConfig(cfg), Name: w.Application, NoCreate: w.NoCreateTable}
	}
	return r
}

// guarded is cfg with an HTTP client that does not lose large answers (fanout.Client).
func guarded(cfg aws.Config) aws.Config {
	cfg = cfg.Copy()
	cfg.HTTPClient = fanout.Client(roomy(cfg.HTTPClient))
	return cfg
}

// roomy is the SDK's own HTTP client with room for the connections that shards need: each calls by
// itself, and each subscription over HTTP/1.1 has one for itself. The SDK's ten idle ones would have
// most calls of a worker with more shards make a connection anew, and its bound of 2,048 would hold up
// the renewal of leases behind subscriptions. A limit that is not the SDK's is the user's, and kept; so are
// all of HTTP/2, if one is set.
func roomy(base aws.HTTPClient) aws.HTTPClient {
	if base == nil {
		base = awshttp.NewBuildableClient()
	}
	own, is := base.(*awshttp.BuildableClient)
	if !is {
		return base
	}
	return own.WithTransportOptions(func(t *http.Transport) {
		if t.MaxIdleConnsPerHost == awshttp.DefaultHTTPTransportMaxIdleConnsPerHost {
			t.MaxIdleConns, t.MaxIdleConnsPerHost = 0, idleConnections
		}
		if t.MaxConnsPerHost == awshttp.DefaultHTTPTransportMaxConnsPerHost {
			t.MaxConnsPerHost = 0
		}
		if t.HTTP2 == nil {
			t.HTTP2 = &http.HTTP2Config{MaxReceiveBufferPerStream: streamBuffer, MaxReceiveBufferPerConnection: connectionBuffer}
		}
	})
}

// What HTTP/2 lets the service send that nobody has read yet: of a subscription whose processor is slow it
// lies in memory that no budget holds. net/http lets it send 4 MiB a stream; half a MiB (the initial
// window of the Java KCL) carries a shard's 2 MB a second over a way there and back of 250 ms. A connection must hold as
// much for all its streams together, or those that are stuck would stop the others: 1 GiB, net/http's
// own, is enough for 2,048 of them, and is only ever used by as many slow processors.
const (
	streamBuffer     = 512 << 10
	connectionBuffer = 1 << 30
)

// idleConnections is how many are kept for the next calls, of each of the two services.
const idleConnections = 256

// ensureTable makes sure that the table is there, if it is one that can tell.
func (r *run) ensureTable(ctx context.Context) error {
	table, able := r.table.(interface {
		Ensure(context.Context) (bool, error)
	})
	if !able {
		return nil
	}
	created, err := table.Ensure(ctx)
	if created {
		r.emit(TableCreated{r.config.Application})
	}
	return err
}

func (r *run) newKeeper() *lease.Keeper {
	w := r.config
	return &lease.Keeper{
		Table: r.table,
		Owner: lease.OwnerName(r.id, randomHex(6)),
		Policy: lease.Policy{
			Failover: w.Failover, Max: w.MaxLeases, HandoffTimeout: w.HandoffTimeout, CheckpointInterval: w.CheckpointInterval,
		}.Defaulted(),
		Marks:       r.marks,
		StopTimeout: w.StopTimeout,
		Read:        r.read,
		Observe:     func(e lease.Event) { r.emit(e) },
	}
}

func (r *run) newRetriever() *fanout.Retriever {
	w := r.config
	return &fanout.Retriever{
		Client:     r.stream.client,
		StreamARN:  r.stream.arn,
		StreamName: r.stream.name,
		Consumer:   r.newConsumer(),
		Interval:   cmp.Or(w.PollInterval, defaultPollInterval),
		Held:       r.reading,
		PlainJSON:  w.PlainJSON,
		Pages:      w.Pages,
		Attempt:    r.keeper.Policy.Attempt(),
		Budget:     fanout.NewBudget(cmp.Or(w.ReadAhead, fanout.DefaultBudget)),
		Retention:  func() time.Duration { return time.Duration(r.retention.Load()) },
		Observe:    r.sawRead,
	}
}

func (r *run) newConsumer() *fanout.Consumer {
	c := &fanout.Consumer{
		Client:    r.stream.client,
		StreamARN: r.marks.StreamARN,
		Name:      cmp.Or(r.config.Consumer, r.config.Application),
		Attempt:   r.keeper.Policy.Attempt(),
		Observe:   func(e fanout.Event) { r.emit(e) },
	}
	if arn.IsARN(r.config.Consumer) {
		c.ARN, c.Name = r.config.Consumer, ""
	}
	return c
}

func (r *run) newSyncer(now time.Time) *shardsync.Syncer {
	start := shardsync.Start{From: r.config.InitialPosition.position, At: r.config.InitialPosition.at}
	if start.From.IsLatest() {
		start.At = now // resolved once, by the service's clock: it cannot slip
	}
	return &shardsync.Syncer{
		Lister:   lister{r},
		Table:    r.table,
		Start:    start,
		Marks:    r.marks,
		Failover: r.keeper.Policy.Failover,
		OpenAt:   r.stream.openAt,
		Observe:  func(e shardsync.Event) { r.emit(e) },
	}
}

// A lister lists the shards of the stream for as long as it is the one that the leases are of.
type lister struct{ *run }

// Shards lists them all.
func (l lister) Shards(ctx context.Context) ([]shardsync.Shard, error) {
	d, _, err := l.stream.describe(ctx)
	if err != nil {
		return nil, err
	}
	if err := l.sameStream(d); err != nil {
		return nil, err
	}
	return l.stream.list(ctx, nil)
}
