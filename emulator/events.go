package emulator

// An answer that goes on: events, framed and flushed one by one, for as long as the client listens.

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// stream drives events until they end, the client leaves or its plug is pulled. The connection is
// broken at an end that is none.
func (e *Emulator) stream(ctx context.Context, w http.ResponseWriter, c *Call, events wire.Events) {
	defer func() { events.Leave(e.now()) }()
	w.Header().Set("Content-Type", "application/vnd.amazon.eventstream")
	out := frames{w: w, control: http.NewResponseController(w), encoder: eventstream.NewEncoder()}
	sub := e.subscriptions.begin(c) // before the client can know of it, and have it cut
	defer e.subscriptions.end(sub)
	// The first frame says that there will be frames. Clients wait for it before they return.
	if out.write(wire.Frame{Type: "initial-response", Payload: []byte("{}")}) != nil {
		return
	}
	for {
		changed := c.passage.plug.changed() // what changes after the look below is not missed
		if c.passage.plug != nil && c.passage.plug.through(ctx) != nil {
			abort(w)
			return
		}
		step := sub.next(events, e.now())
		for _, frame := range step.Frames {
			if out.write(frame) != nil {
				return // the client is gone
			}
		}
		if step.End {
			sub.finish(w)
			return
		}
		if !e.wait(ctx, step, changed, sub.over) {
			return
		}
	}
}

// wait waits as a step says, or until one of two things happens. It answers false once the client has
// left.
func (e *Emulator) wait(ctx context.Context, step wire.Step, plug, cut <-chan struct{}) bool {
	if step.Until.IsZero() {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(step.Until.Sub(e.now()))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-step.Wake:
	case <-plug:
	case <-cut:
	case <-ctx.Done():
		return false
	}
	return true
}

// frames writes event frames.
type frames struct {
	w       http.ResponseWriter
	control *http.ResponseController
	encoder *eventstream.Encoder
	buffer  bytes.Buffer
}

// write sends one frame, and returns when it is on its way.
func (f *frames) write(frame wire.Frame) error {
	f.buffer.Reset()
	if err := f.encoder.Encode(&f.buffer, message(frame)); err != nil {
		return fmt.Errorf("emulator: frame %s: %w", frame.Type, err)
	}
	if _, err := f.w.Write(f.buffer.Bytes()); err != nil {
		return fmt.Errorf("emulator: send %s: %w", frame.Type, err)
	}
	return f.control.Flush()
}

// message is a frame with its headers.
func message(frame wire.Frame) eventstream.Message {
	kind, name := "event", ":event-type"
	if frame.Exception {
		kind, name = "exception", ":exception-type"
	}
	return eventstream.Message{
		Headers: eventstream.Headers{
			{Name: ":message-type", Value: eventstream.StringValue(kind)},
			{Name: name, Value: eventstream.StringValue(frame.Type)},
			{Name: ":content-type", Value: eventstream.StringValue("application/json")},
		},
		Payload: frame.Payload,
	}
}
