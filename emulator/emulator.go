package emulator

// The emulator as a value: what can be set, and the services behind it.

import (
	"net/http"
	"sync"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/cloudwatch"
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb"
	"github.com/shardkeeper/shardkeeper/emulator/internal/kinesis"
	"github.com/shardkeeper/shardkeeper/emulator/internal/sts"
)

// An Emulator is Kinesis, and what a consumer needs of its neighbours, in one value. Its zero value
// is ready. It is an http.Handler for clients that come over a socket, and [Emulator.Config] gives
// AWS SDK clients that reach the same handler without one.
//
// The fields are set before the first request. An Emulator must not be copied.
type Emulator struct {
	// Limits is which of the services' rates and quotas are kept. Sizes always are.
	Limits Limits

	// Account and Region are where Config's clients and Tree look; "" means 000000000000 and
	// us-east-1. Requests say themselves where they belong: the account is the access key if that
	// has 12 digits, the region is the credential scope's.
	Account, Region string

	// Creating, Updating and Deleting are how long a stream or a table is in these states. The service
	// takes some seconds; 0, at once, is what most tests want.
	Creating, Updating, Deleting time.Duration

	// Expiring is how long an item of a table stays after its time to live has passed. The service
	// takes up to a few days; 0 is 48 hours, a nanosecond is at once.
	Expiring time.Duration

	// Bucket is the folder in which the buckets that Kinesis channels deliver to are folders. It is
	// made when the first object is due. "": channels deliver nowhere; all else about them works.
	Bucket string

	begin      sync.Once
	kinesis    kinesis.Service
	dynamodb   dynamodb.Service
	cloudwatch cloudwatch.Service
	sts        sts.Service
	hooks      hooks
	recent     recent

	deliveries deliveries

	subscriptions subscriptions
}

// Limits is which of the services' limits an Emulator keeps.
type Limits int

const (
	// Lenient keeps what each shard can carry: 5 GetRecords calls and 2 MiB a second out, 1,000
	// records and 1 MiB a second in. A consumer that forgets to back off shows it here already.
	Lenient Limits = iota
	// Strict also keeps calls per second of every operation, calls per day, and account quotas, and
	// the throughput of provisioned tables and their indexes.
	Strict
	// Off keeps sizes only.
	Off
)

const (
	defaultAccount = "000000000000"
	defaultRegion  = "us-east-1"
)

// open hands the settings to the services, once.
func (e *Emulator) open() {
	e.kinesis.Limits = map[Limits]kinesis.Limits{Strict: kinesis.Strict, Off: kinesis.Off}[e.Limits]
	e.kinesis.Creating, e.kinesis.Updating, e.kinesis.Deleting = e.Creating, e.Updating, e.Deleting
	e.kinesis.Measures = e.measured
	e.dynamodb.Limits = map[Limits]dynamodb.Limits{Strict: dynamodb.Strict, Off: dynamodb.Off}[e.Limits]
	e.dynamodb.Creating, e.dynamodb.Updating, e.dynamodb.Deleting, e.dynamodb.Expiring = e.Creating, e.Updating, e.Deleting, e.Expiring
}

// now is the only place that reads a clock.
func (e *Emulator) now() time.Time { return time.Now() }

// ServeHTTP answers a request of an AWS client, whichever host and path it was sent to.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e.serve(w, r, passage{})
}
