package main

// The clients, and what each is told.

import (
	"context"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"

	"github.com/shardkeeper/shardkeeper/bench/internal/stub"
	"github.com/shardkeeper/shardkeeper/bench/internal/tally"
	"github.com/shardkeeper/shardkeeper/fanout"
)

// A work is what one client has to read, and where.
type work struct {
	Client      string
	Endpoint    string
	Application string // names the leases: another in every run
	Stream      stub.Stream
	Profile     string // file for a CPU profile, "" for none
}

// A client reads all of a stream into a tally. It returns when ctx ends.
type client struct {
	name, mode string // as in the table and in JSON
	drain      func(ctx context.Context, w work, t *tally.Tally) error

	// fewer says that the client is given at most so many shards, with the same records in all; 0: as
	// many as asked for.
	fewer int
}

// clients are all there are, in the order of the table.
func clients() []client {
	return []client{
		{name: "raw", mode: "polling, JSON", drain: drainRaw, fewer: fewShards},
		{name: "vmware", mode: "polling, JSON", drain: drainVMware, fewer: fewShards},
		{name: "harlow", mode: "polling, JSON", drain: drainHarlow, fewer: fewShards},
		{name: "json", mode: "polling, JSON", drain: drainWorker(jsonMode)},
		{name: "cbor", mode: "polling, CBOR", drain: drainWorker(cborMode)},
		{name: "fanout", mode: "fan-out", drain: drainWorker(fanoutMode)},
	}
}

// fewShards is what those get who gain nothing by more. vmware takes one lease per sync; the raw loop
// would only hold more pages in memory.
const fewShards = 32

// config is the AWS configuration that the worker is made from: what a user would give it.
func (w work) config() aws.Config {
	return aws.Config{
		Region:       "us-east-1",
		BaseEndpoint: &w.Endpoint,
		HTTPClient:   awshttp.NewBuildableClient(),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "000000000000", SecretAccessKey: "bench", Source: "bench"}, nil
		}),
	}
}

// tuned is the configuration for all others, without two faults of their surroundings that are not what
// is compared. The SDK loses several percent of large answers on loopback and reads those pages twice;
// and it keeps ten idle connections, so with more shards it makes most of them anew.
func (w work) tuned() aws.Config {
	cfg := w.config()
	cfg.HTTPClient = fanout.Client(awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
		t.MaxIdleConns, t.MaxIdleConnsPerHost = 0, 1024
	}))
	return cfg
}
