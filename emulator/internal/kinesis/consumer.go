package kinesis

// Consumers with enhanced fan-out: who they are, and what states they are in. What one is sent of a
// shard is a subscription (subscription.go).

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// A consumer is one registration of a name with a stream.
type consumer struct {
	name    string
	created int64 // seconds, as its ARN has it; tells registrations of a name apart

	status string
	due    int64 // milliseconds at which the status ends; 0: it stays

	tags   map[string]string
	policy string // "": none

	lanes map[*shard]*lane
}

const mostConsumersCreating = 5 // of a stream

// arn is the stream's with the consumer's name and birth.
func (k *consumer) arn(h home) string {
	return h.arn() + consumerPart + k.name + ":" + strconv.FormatInt(k.created, 10)
}

const consumerPart = "/consumer/"

// become puts the consumer into a status for a while; then is the status after it.
func (k *consumer) become(status, then string, now int64, took time.Duration) {
	k.status, k.due = status, now+took.Milliseconds()
	if took <= 0 {
		k.status, k.due = then, 0
	}
}

// gone is where DELETING leads.
const gone = ""

// settleConsumers lets consumers that are due change their status.
func (s *stream) settleConsumers(now int64) {
	for _, k := range s.consumers {
		switch {
		case k.due == 0 || now < k.due:
		case k.status == creating:
			k.become(active, active, now, 0)
		case k.status == deleting:
			k.become(gone, gone, now, 0)
		}
	}
	s.consumers = slices.DeleteFunc(s.consumers, func(k *consumer) bool { return k.status == gone })
}

// consumer finds a consumer by name.
func (s *stream) consumer(name string) *consumer {
	i := slices.IndexFunc(s.consumers, func(k *consumer) bool { return k.name == name })
	if i < 0 {
		return nil
	}
	return s.consumers[i]
}

// consumerByARN finds the registration that an ARN names: not another one of the same name.
func (s *stream) consumerByARN(arn string) *consumer {
	i := slices.IndexFunc(s.consumers, func(k *consumer) bool { return k.arn(s.home) == arn })
	if i < 0 {
		return nil
	}
	return s.consumers[i]
}

// release ends what consumers have of the stream, which is about to go.
func (s *stream) release(now int64, took time.Duration) {
	for _, k := range s.consumers {
		k.leave(now, took)
	}
}

// leave ends a consumer and its subscriptions.
func (k *consumer) leave(now int64, took time.Duration) {
	k.become(deleting, gone, now, took)
	for sh := range k.lanes {
		sh.wake()
	}
}

// tagged is the consumer as what has an ARN.
func (k *consumer) tagged(h home) tagged {
	return tagged{"consumer " + k.name, h.account, k.status, &k.tags, &k.policy}
}

func (k *consumer) mustBeActive(h home) *wire.Error {
	if k.status == active {
		return nil
	}
	return wire.Errorf(resourceInUse, "Consumer %s with creation timestamp %d under stream %s, account %s is not in ACTIVE status.",
		k.name, k.created, h.name, h.account)
}

// noConsumer is the refusal of a consumer, by name or ARN, that is not registered.
func noConsumer(h home, named string) *wire.Error {
	return wire.Errorf(resourceNotFound, "Consumer %s under stream %s, account %s not found.", named, h.name, h.account)
}

// namedConsumer is how requests name a consumer: by its ARN, or by its stream's and its name.
type namedConsumer struct{ ConsumerARN, ConsumerName, StreamARN *string }

func (in *namedConsumer) validate(p *problems) {
	p.consumerARN(in.ConsumerARN)
	p.name("consumerName", in.ConsumerName)
	p.stream(nil, in.StreamARN)
}

// consumer finds the consumer that a request names and locks its stream's place: unlock it when done.
func (c *call) consumer(in namedConsumer) (*stream, *consumer, func(), *wire.Error) {
	switch {
	case in.ConsumerARN == nil && (in.ConsumerName == nil || in.StreamARN == nil):
		return nil, nil, nil, wire.Errorf(invalidArgument, "Either ConsumerARN, or both StreamARN and ConsumerName must be given.")
	case in.ConsumerARN != nil && !in.agrees():
		return nil, nil, nil, wire.Errorf(invalidArgument, "ConsumerARN %s does not belong to the StreamARN and ConsumerName that were given.", *in.ConsumerARN)
	case in.ConsumerARN != nil:
		return c.consumerAt(*in.ConsumerARN)
	}
	s, unlock, err := c.stream(nil, in.StreamARN)
	if err != nil {
		return nil, nil, nil, err
	}
	if k := s.consumer(*in.ConsumerName); k != nil {
		return s, k, unlock, nil
	}
	unlock()
	return nil, nil, nil, noConsumer(s.home, *in.ConsumerName)
}

// consumerAt is consumer for an ARN alone.
func (c *call) consumerAt(arn string) (*stream, *consumer, func(), *wire.Error) {
	s, unlock, err := c.stream(nil, &arn)
	if err != nil {
		return nil, nil, nil, err
	}
	if k := s.consumerByARN(arn); k != nil {
		return s, k, unlock, nil
	}
	unlock()
	return nil, nil, nil, noConsumer(s.home, arn)
}

// agrees: do the names beside the ARN say the same as the ARN?
func (in *namedConsumer) agrees() bool {
	stream, rest, _ := strings.Cut(*in.ConsumerARN, consumerPart)
	name, _, _ := strings.Cut(rest, ":")
	return (in.StreamARN == nil || *in.StreamARN == stream) && (in.ConsumerName == nil || *in.ConsumerName == name)
}

// consumerARN checks the form of a consumer's ARN.
func (p *problems) consumerARN(arn *string) {
	p.length("consumerARN", arn, 1, mostARN)
	p.pattern("consumerARN", arn, `^(arn):aws.*:kinesis:.*:\d{12}:.*stream\/[a-zA-Z0-9_.-]+\/consumer\/[a-zA-Z0-9_.-]+:[0-9]+`, isConsumerARN)
}

func isConsumerARN(s string) bool {
	stream, rest, ok := strings.Cut(s, consumerPart)
	name, created, dated := strings.Cut(rest, ":")
	return ok && dated && isStreamARN(stream) && isName(name) && isDigits(created) && created != ""
}

// A consumerShape is a consumer as answers show it.
type consumerShape struct {
	ConsumerName, ConsumerARN, ConsumerStatus string
	ConsumerCreationTimestamp                 timestamp
}

func (k *consumer) shape(h home) consumerShape {
	return consumerShape{k.name, k.arn(h), k.status, timestamp(k.created * 1000)}
}
