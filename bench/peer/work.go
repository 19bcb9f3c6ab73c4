package peer

// What a client is told.

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/shardkeeper/shardkeeper/bench/peer/tally"
)

// A Stream is so many shards with so many records each.
type Stream struct{ Shards, Each int }

// Name is the stream's, and says what is in it: that is all that the server needs to know.
func (s Stream) Name() string { return fmt.Sprintf("s%d-n%d", s.Shards, s.Each) }

// A Work is what one client has to read, and where.
type Work struct {
	Client      string
	Endpoint    string
	Application string // names the leases: another in every run
	Stream      Stream
	Profile     string // file for a CPU profile, "" for none
}

// A Drain reads all of a stream into a tally. It returns when ctx ends, and may return before that.
type Drain func(ctx context.Context, w Work, t *tally.Tally) error

const region = "us-east-1"

// Config is what a user would give to a client.
func (w Work) Config() aws.Config {
	return aws.Config{
		Region:       region,
		BaseEndpoint: &w.Endpoint,
		Credentials:  credentials.NewStaticCredentialsProvider("000000000000", "bench", ""),
	}
}
