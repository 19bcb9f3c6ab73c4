package worker

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"regexp"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
)

const (
	defaultSyncInterval = time.Minute
	defaultPollInterval = time.Second
	minPollInterval     = 250 * time.Millisecond // 4 of the 5 reads a second and shard that all applications share
	minFailover         = time.Second
	maxNameLength       = 128
)

var (
	streamName       = regexp.MustCompile(`^[a-zA-Z0-9_.-]{1,128}$`)
	consumerResource = regexp.MustCompile(`^stream/[a-zA-Z0-9_.-]{1,128}/consumer/[a-zA-Z0-9_.-]{1,128}:[0-9]+$`)
	tableName        = regexp.MustCompile(`^[a-zA-Z0-9_.-]{3,255}$`)
)

// Validate reports every mistake in the configuration at once; each names the field, the value
// and the remedy, and wraps ErrConfig. Run calls it first.
func (w *Worker) Validate() error {
	var errs []error
	bad := func(field string, value any, remedy string) {
		errs = append(errs, fmt.Errorf("%w: %s is %v: %s", ErrConfig, field, quoted(value), remedy))
	}
	if w.Leases == nil && !tableName.MatchString(w.Application) {
		bad("Application", w.Application, "it names the lease table, so give 3 to 255 letters, digits, '_', '.', '-'")
	}
	if w.Leases != nil && w.Application == "" {
		bad("Application", w.Application, "name the group of workers that share the stream")
	}
	if w.Processor == nil {
		bad("Processor", "nil", "give a factory, such as processor.Each(func(ctx, record) error {...})")
	}
	w.validateStream(bad)
	w.validateClients(bad)
	w.validateNumbers(bad)
	if id := w.ID; len(id) > maxNameLength {
		bad("ID", id, fmt.Sprintf("give at most %d bytes", maxNameLength))
	}
	if p := w.InitialPosition; p.position.IsAtTimestamp() && (p.at.IsZero() || p.at.After(time.Now())) {
		bad("InitialPosition", p, "give a time in the past")
	}
	if w.Retrieval < Polling || w.Retrieval > Automatic {
		errs = append(errs, badRetrieval(w.Retrieval))
	}
	w.validateConsumer(bad)
	if w.Pages < KeepPages || w.Pages > PoisonPages {
		bad("Pages", int(w.Pages), "give worker.KeepPages, worker.ReusePages or worker.PoisonPages")
	}
	if w.Until != Forever && w.Until != Tip {
		bad("Until", int(w.Until), "give worker.Forever or worker.Tip")
	}
	return errors.Join(errs...)
}

func quoted(value any) any {
	if s, text := value.(string); text && s != "nil" {
		return fmt.Sprintf("%q", s)
	}
	return value
}

func (w *Worker) validateStream(bad func(string, any, string)) {
	if !arn.IsARN(w.Stream) {
		if !streamName.MatchString(w.Stream) {
			bad("Stream", w.Stream, "give a stream's name (1 to 128 letters, digits, '_', '.', '-') or its ARN")
		}
		return
	}
	a, err := arn.Parse(w.Stream)
	if err != nil || a.Service != "kinesis" || !streamName.MatchString(nameInARN(a)) {
		bad("Stream", w.Stream, "an ARN must be of the form arn:aws:kinesis:REGION:ACCOUNT:stream/NAME")
		return
	}
	if region := w.kinesisRegion(); region != "" && a.Region != region {
		bad("Stream", w.Stream, fmt.Sprintf("the Kinesis client is for region %s; give it the stream's region %s", region, a.Region))
	}
}

// validateConsumer looks at what enhanced fan-out is to be had with, if it is asked for.
func (w *Worker) validateConsumer(bad func(string, any, string)) {
	if arn.IsARN(w.Consumer) {
		a, err := arn.Parse(w.Consumer)
		if err != nil || a.Service != "kinesis" || !consumerResource.MatchString(a.Resource) {
			bad("Consumer", w.Consumer, "an ARN must be of the form arn:aws:kinesis:REGION:ACCOUNT:stream/NAME/consumer/NAME:TIME")
		} else if w.DeregisterConsumer {
			bad("DeregisterConsumer", true, "a consumer given by its ARN is for whoever registered it to remove; leave it false")
		}
		return
	}
	switch {
	case w.Consumer != "" && !streamName.MatchString(w.Consumer):
		bad("Consumer", w.Consumer, "give a name of 1 to 128 letters, digits, '_', '.', '-', or the ARN of a consumer")
	case w.Consumer == "" && w.Retrieval != Polling && !streamName.MatchString(w.Application):
		bad("Consumer", w.Consumer, "Application cannot name the consumer: give a name of 1 to 128 letters, digits, '_', '.', '-'")
	}
}

func nameInARN(a arn.ARN) string {
	const prefix = "stream/"
	if len(a.Resource) > len(prefix) && a.Resource[:len(prefix)] == prefix {
		return a.Resource[len(prefix):]
	}
	return ""
}

func (w *Worker) kinesisRegion() string {
	if w.Kinesis != nil {
		return w.Kinesis.Options().Region
	}
	return w.AWS.Region
}

func (w *Worker) validateClients(bad func(string, any, string)) {
	if w.kinesisRegion() == "" || w.Leases == nil && w.AWS.Region == "" {
		bad("AWS.Region", w.AWS.Region, "load a configuration that has a region, or give Kinesis and Leases their own")
	}
}

func (w *Worker) validateNumbers(bad func(string, any, string)) {
	for _, d := range []struct {
		field string
		value time.Duration
		least time.Duration
	}{
		{"Failover", w.Failover, minFailover},
		{"HandoffTimeout", w.HandoffTimeout, 0},
		{"StopTimeout", w.StopTimeout, 0},
		{"CheckpointInterval", w.CheckpointInterval, 0},
		{"PollInterval", w.PollInterval, minPollInterval},
		{"SyncInterval", w.SyncInterval, time.Second},
	} {
		if d.value != 0 && d.value < d.least || d.value < 0 {
			bad(d.field, d.value, fmt.Sprintf("give at least %v, or 0 for the default", d.least))
		}
	}
	if w.MaxLeases < 0 {
		bad("MaxLeases", w.MaxLeases, "give the most shards this worker shall read, or 0 for no limit")
	}
	if w.ReadAhead < 0 {
		bad("ReadAhead", w.ReadAhead, "give a number of bytes, or 0 for the default")
	}
}

// workerID is the ID that people see: the one given, or host-pid-random.
func (w *Worker) workerID() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown-host"
	}
	return cmp.Or(w.ID, fmt.Sprintf("%s-%d-%s", host, os.Getpid(), randomHex(4)))
}

func randomHex(bytes int) string {
	b := make([]byte, bytes)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
