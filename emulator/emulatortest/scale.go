package emulatortest

// An on-demand stream, and its growth without traffic, in the hands of a test.

import (
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
)

// OnDemand creates an on-demand stream and waits until it is ACTIVE. It has four shards, and more
// once its traffic asks for them or Scale does.
func (e *Emulator) OnDemand(name string) *Stream {
	e.t.Helper()
	s := &Stream{Name: name, t: e.t, api: kinesis.NewFromConfig(e.Backstage()), emu: e, onDemand: true}
	s.create()
	return s
}

// Scale gives the stream that many open shards at once, as far as one likes and whatever its mode is.
func (s *Stream) Scale(shards int) {
	s.t.Helper()
	s.failed("scale", s.emu.Scale(s.Name, shards))
}

// shape is what the stream is created as.
func (s *Stream) shape() *kinesis.CreateStreamInput {
	if s.onDemand {
		return &kinesis.CreateStreamInput{StreamName: &s.Name,
			StreamModeDetails: &types.StreamModeDetails{StreamMode: types.StreamModeOnDemand}}
	}
	return &kinesis.CreateStreamInput{StreamName: &s.Name, ShardCount: new(int32(s.shards))}
}
