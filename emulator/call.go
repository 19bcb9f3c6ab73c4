package emulator

// A call: one request as hooks, observers and failure reports see it.

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/kinesis"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// A Call is one request. What it asks for is set from the start; what became of it is set when an
// observer sees it.
type Call struct {
	Service   string // Kinesis, DynamoDB, CloudWatch or STS
	Operation string // "GetRecords"
	Account   string // whose resources it addresses, if it does not name another's by ARN
	Region    string
	AccessKey string
	Attempt   int       // which try of the client's own retries, from 1; 0 if it does not say
	Start     time.Time // when it came in
	Body      []byte    // the document as it was sent; not to be changed. Calls and failure reports have none

	Stream   string // named by the request, its iterator or its token
	Shard    string // named by the request or its iterator
	Consumer string // with enhanced fan-out
	Table    string

	Effect  time.Time // when the service decided; zero if the request never reached it
	End     time.Time // when it was answered
	Error   string    // the exception it was answered with, "" if it succeeded
	Message string
	Dropped bool // the client got no answer

	id       string // the request's, as the header of its answer tells it
	encoding wire.Encoding
	passage  passage
	plan     plan
}

// A plan is what hooks decided about a call.
type plan struct {
	lose       bool  // no effect, no answer
	loseAnswer bool  // effect, no answer
	refuse     Fault // no effect
	spoil      Fault // effect, but this answer
	staleBy    time.Duration
	pageItems  int
	hold       []func(context.Context) // between effect and answer
}

// A passage is how a request came in.
type passage struct {
	backstage bool  // past hooks, limits and the log
	plug      *Plug // through this plug
}

// newCall reads what a request says about itself.
func newCall(s service, env envelope, account, region string, now time.Time, via passage) *Call {
	c := &Call{
		Service: s.name, Operation: env.operation, Account: account, Region: region,
		AccessKey: env.accessKey, Attempt: env.attempt, Start: now, Body: env.body,
		id: env.id, encoding: env.protocol.encoding, passage: via,
	}
	wire.Members(c.encoding, c.Body, func(name string, value wire.Value) bool {
		switch name {
		case "StreamName":
			c.Stream = value.Text()
		case "StreamARN":
			if _, name, ok := strings.Cut(value.Text(), ":stream/"); ok {
				c.Stream = name
			}
		case "ConsumerARN":
			if _, rest, ok := strings.Cut(value.Text(), ":stream/"); ok {
				c.Stream, rest, _ = strings.Cut(rest, "/consumer/")
				c.Consumer, _, _ = strings.Cut(rest, ":")
			}
		case "ConsumerName":
			c.Consumer = value.Text()
		case "ShardId", "ShardToSplit", "ShardToMerge":
			c.Shard = value.Text()
		case "TableName":
			c.Table = value.Text()
		case "ShardIterator":
			c.Stream, c.Shard = kinesis.OfIterator(value.Text())
		case "NextToken":
			if stream, ok := kinesis.OfListing(value.Text()); ok {
				c.Stream = stream
			}
		}
		return true
	})
	return c
}

// Member is a top-level member of the request in JSON, whatever the client sent; nil if there is
// none.
func (c *Call) Member(name string) []byte {
	var found []byte
	wire.Members(c.encoding, c.Body, func(n string, value wire.Value) bool {
		if n == name {
			found = value.JSON()
		}
		return n != name
	})
	return found
}

// Refuse answers the request with a fault. It has no effect. Of several refusals the first counts.
func (c *Call) Refuse(f Fault) { c.plan.refuse = cmp.Or(c.plan.refuse, f) }

// RefuseAfter lets the request have its effect and answers with a fault all the same.
func (c *Call) RefuseAfter(f Fault) { c.plan.spoil = cmp.Or(c.plan.spoil, f) }

// Drop loses the request: no effect, and the client sees its connection break.
func (c *Call) Drop() { c.plan.lose = true }

// DropAnswer lets the request have its effect and then breaks the client's connection.
func (c *Call) DropAnswer() { c.plan.loseAnswer = true }

// Stale answers a read as of that long ago; see [Emulator.Stale].
func (c *Call) Stale(by time.Duration) { c.plan.staleBy = by }

// PageItems bounds the items of a page of a Scan or Query; 0 is no bound.
func (c *Call) PageItems(n int) { c.plan.pageItems = n }

// HoldAnswer runs hold between the effect and the answer, which may be a refusal. It may wait; the
// context is the request's.
func (c *Call) HoldAnswer(hold func(context.Context)) { c.plan.hold = append(c.plan.hold, hold) }

// String is one line of a failure report. It shows no data.
func (c *Call) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s", c.Start.UTC().Format("15:04:05.000"), c.Account, c.Operation)
	for _, about := range []string{c.Stream, c.Table, c.Shard} {
		if about != "" {
			b.WriteByte(' ')
			b.WriteString(about)
		}
	}
	if c.Attempt > 1 {
		fmt.Fprintf(&b, " (attempt %d)", c.Attempt)
	}
	b.WriteString(": ")
	b.WriteString(c.outcome())
	if took := c.End.Sub(c.Start); took >= time.Millisecond {
		fmt.Fprintf(&b, " after %v", took.Round(time.Millisecond))
	}
	return b.String()
}

func (c *Call) outcome() string {
	switch {
	case c.Dropped && c.Effect.IsZero():
		return "lost before its effect"
	case c.Dropped:
		return "done, answer lost"
	case c.Error == "":
		return "ok"
	}
	return c.Error + ": " + discreet(c.Message)
}
