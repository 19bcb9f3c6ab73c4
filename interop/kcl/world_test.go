//go:build interop

package kcl

// The emulator as this story's own clients see it: another language's than the one under test, so that
// what the Java library wrote is read back by someone else.

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
)

// A world is where one application lives: a stream of the same name, and clients.
type world struct {
	name    string
	beside  []string // tables beside that of leases
	begun   time.Time
	kinesis *kinesis.Client
	tables  *dynamodb.Client
	metrics *cloudwatch.Client
}

// newWorld makes the stream, of two shards.
func newWorld(t *testing.T, name string, beside []string) *world {
	t.Helper()
	if os.Getenv("AWS_ENDPOINT_URL") == "" {
		t.Fatal("AWS_ENDPOINT_URL is not set: the command is interop/kcl/run")
	}
	cfg, err := config.LoadDefaultConfig(t.Context(), config.WithHTTPClient(prior()))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{
		name: name, beside: beside, begun: time.Now(),
		kinesis: kinesis.NewFromConfig(cfg), tables: dynamodb.NewFromConfig(cfg), metrics: cloudwatch.NewFromConfig(cfg),
	}
	_, err = w.kinesis.CreateStream(t.Context(), &kinesis.CreateStreamInput{StreamName: &name, ShardCount: aws.Int32(2)})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// prior speaks HTTP/2 with prior knowledge, where a fast answer to a large request is not cut short,
// sent again and stored twice, as the SDK's own client has it over HTTP/1.1.
func prior() *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
		t.Protocols = new(http.Protocols)
		t.Protocols.SetUnencryptedHTTP2(true)
	})
}

// say prints how far the story is.
func (w *world) say(format string, args ...any) {
	fmt.Printf("%4.0fs  %s: %s\n", time.Since(w.begun).Seconds(), w.name, fmt.Sprintf(format, args...))
}

// await asks until the answer is yes. What it waits for are the library's own periods, of up to two
// minutes each; after the limit the story failed.
func (w *world) await(t *testing.T, what string, limit time.Duration, yes func(context.Context) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	for !yes(ctx) {
		select {
		case <-ctx.Done():
			t.Fatalf("%s: not within %v: %s", w.name, limit, what)
		case <-time.After(300 * time.Millisecond):
		}
	}
	w.say("%s", what)
}
