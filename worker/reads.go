package worker

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/smithy-go"

	"github.com/shardkeeper/shardkeeper/fanout"
)

// What is known of reads: whose fail, since when, and what to do about it.

const unreadableAfter = time.Minute // of failing reads of every shard held here: not ready

// A readFailure is why a shard's reads fail: not for a throttle, which passes.
type readFailure struct {
	since time.Time
	err   error
}

// sawRead passes a reader's events on, with the statement to add where a right is missing, and
// keeps in mind whose reads fail.
func (r *run) sawRead(e fanout.Event) {
	switch is := e.(type) {
	case fanout.ReadFailed:
		is.Err = r.stream.readExplained(is.Err)
		r.readFailed(is.Shard, is.Err)
		e = is
	case fanout.SubscriptionFailed:
		is.Err = r.subscriptionExplained(is.Err)
		r.readFailed(is.Shard, is.Err)
		e = is
	case fanout.NotFound:
		r.readFailed(is.Shard, is.Err)
	case fanout.Fetched:
		r.mu.Lock()
		delete(r.mu.unread, is.Shard)
		r.mu.Unlock()
	}
	r.emit(e)
}

func (r *run) readFailed(shard string, err error) {
	now := time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.mu.unread[shard]
	if f.since.IsZero() {
		f.since = now
	}
	f.err = err
	r.mu.unread[shard] = f
}

// readExplained adds to a refused read the statement that allows it.
func (s stream) readExplained(err error) error {
	api, ok := errors.AsType[smithy.APIError](err)
	call, named := errors.AsType[*smithy.OperationError](err)
	if !ok || !named || !denied(api.ErrorCode()) {
		return err
	}
	return s.explained("kinesis:"+call.Operation(), err)
}

// subscriptionExplained adds to a refused subscription the statement that allows it. The right is one
// on the consumer: what a policy says of the stream does not matter.
func (r *run) subscriptionExplained(err error) error {
	api, ok := errors.AsType[smithy.APIError](err)
	if !ok || !denied(api.ErrorCode()) {
		return err
	}
	return fmt.Errorf("worker: kinesis:SubscribeToShard on consumer %s is not allowed; add {\"Effect\": \"Allow\", \"Action\": [\"kinesis:SubscribeToShard\"], \"Resource\": \"%s\"} to this identity's policy (docs/iam.md has the whole): %w",
		r.consumerName(), r.consumerResource(), err)
}

// consumerResource names the consumer in a policy. One that is registered anew has another ARN, which
// ends with the time of that.
func (r *run) consumerResource() string {
	if c := r.retriever.Consumer; c.ARN != "" {
		return c.ARN
	}
	return fmt.Sprintf("%s/consumer/%s:*", r.marks.StreamARN, r.consumerName())
}

func (r *run) consumerName() string {
	c := r.retriever.Consumer
	return cmp.Or(c.Name, c.ARN)
}

// unreadable says, in a sentence, that every one of so many shards held here has failed to be
// read for long; "" if that is not so.
func unreadable(held int, failing map[string]readFailure, now time.Time) string {
	if held == 0 || len(failing) < held {
		return ""
	}
	var latest readFailure
	for _, f := range failing {
		if latest.since.Before(f.since) {
			latest = f
		}
	}
	if now.Sub(latest.since) < unreadableAfter {
		return ""
	}
	return fmt.Sprintf("reads of all %d shards held here have failed for %v: %v", held, now.Sub(latest.since).Round(time.Second), latest.err)
}

// explainedRead is a reader's last error, with what was explained of it.
func (r *run) explainedRead(shard, lastError string) string {
	r.mu.Lock()
	f := r.mu.unread[shard]
	r.mu.Unlock()
	if f.err != nil && lastError != "" && strings.HasSuffix(f.err.Error(), lastError) {
		return f.err.Error()
	}
	return lastError
}
