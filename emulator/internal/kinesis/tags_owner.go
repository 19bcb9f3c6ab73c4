package kinesis

// What tags can be attached to, by ARN: a stream, a consumer of one, a channel or a queue; a policy to all
// of them but a channel.

import (
	"strings"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// A tagged is a view of what has an ARN. It is good until its place is unlocked.
type tagged struct {
	label, account, status string // "stream orders" is a label, for messages
	tags                   *map[string]string
	policy                 *string // nil: it can have none
}

func (s *stream) tagged() tagged {
	return tagged{"stream " + s.home.name, s.home.account, s.status, &s.tags, &s.policy}
}

// tagged finds what an ARN names and locks its place: unlock it when done.
func (c *call) tagged(arn string) (tagged, func(), *wire.Error) {
	if isChannelARN(arn) {
		return c.taggedChannel(arn)
	}
	if isQueueARN(arn) {
		return c.taggedQueue(arn)
	}
	s, unlock, err := c.stream(nil, &arn)
	if err != nil {
		return tagged{}, nil, err
	}
	if !strings.Contains(arn, "/consumer/") {
		return s.tagged(), unlock, nil
	}
	if k := s.consumerByARN(arn); k != nil {
		return k.tagged(s.home), unlock, nil
	}
	unlock()
	return tagged{}, nil, noConsumer(s.home, arn)
}

// settled is tagged for operations that need it to be there: neither CREATING nor DELETING.
func (c *call) settled(arn string) (tagged, func(), *wire.Error) {
	r, unlock, err := c.tagged(arn)
	if err != nil {
		return tagged{}, nil, err
	}
	return r.ifSettled(unlock)
}

// settledStream is settled for the stream that a request names.
func (c *call) settledStream(in namedStream) (tagged, func(), *wire.Error) {
	s, unlock, err := c.stream(in.StreamName, in.StreamARN)
	if err != nil {
		return tagged{}, nil, err
	}
	return s.tagged().ifSettled(unlock)
}

// ifSettled unlocks the place if it refuses.
func (r tagged) ifSettled(unlock func()) (tagged, func(), *wire.Error) {
	if r.status != creating && r.status != deleting {
		return r, unlock, nil
	}
	unlock()
	return tagged{}, nil, wire.Errorf(resourceInUse, "%s under account %s not ACTIVE, instead in state %s",
		strings.ToUpper(r.label[:1])+r.label[1:], r.account, r.status)
}

// namedResource is how requests name a resource.
type namedResource struct{ ResourceARN *string }

func (in *namedResource) validate(p *problems) {
	p.required("resourceARN", in.ResourceARN != nil)
	p.length("resourceARN", in.ResourceARN, 1, mostARN)
	if in.ResourceARN != nil && isQueueARN(*in.ResourceARN) {
		return
	}
	p.pattern("resourceARN", in.ResourceARN, `arn:aws.*:kinesis:.*:\d{12}:.*(stream|channel|queue)/\S+`, isStreamARN)
}
