package emulatortest

// The emulator of one test.

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/shardkeeper/shardkeeper/emulator"
)

// An Emulator is an emulator.Emulator that belongs to a test.
type Emulator struct {
	*emulator.Emulator
	t testing.TB
}

// New makes an emulator. If the test has failed by its end, the shard trees of all streams and the
// last calls are logged. It works inside a testing/synctest bubble and outside. Fields such as
// Limits may be set until the first stream is made.
func New(t testing.TB) *Emulator {
	t.Helper()
	e := &Emulator{new(emulator.Emulator), t}
	t.Cleanup(func() {
		if t.Failed() {
			t.Log("\n" + e.Report())
		}
	})
	return e
}

// Stream creates a stream and waits until it is ACTIVE.
func (e *Emulator) Stream(name string, shards int) *Stream {
	e.t.Helper()
	s := &Stream{Name: name, shards: shards, t: e.t, api: kinesis.NewFromConfig(e.Backstage()), emu: e}
	s.create()
	return s
}

// ctx outlives the test's context, so that streams can be used in its cleanup.
func ctx(t testing.TB) context.Context { return context.WithoutCancel(t.Context()) }
