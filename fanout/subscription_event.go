package fanout

// What a message of a subscription means, and what an event costs.

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/smithy-go"

	"github.com/shardkeeper/shardkeeper/fanout/internal/frame"
	"github.com/shardkeeper/shardkeeper/fanout/internal/page"
	"github.com/shardkeeper/shardkeeper/processor"
)

// nothingBuffered is how long the wait for an event must have been to say that none was on its way
// when the wait began.
const nothingBuffered = time.Second

// An event is one of a subscription.
type event struct {
	page     page.Page
	records  []processor.Record
	bytes    int64         // of memory that records point into
	payload  int           // bytes of data and partition keys, as the service counts them
	memory   *memory       // to be used again; nil: left to the garbage collector
	reserved int64         // of memory, by makeRoom
	waited   time.Duration // for the event
	asked    time.Time     // by the service's clock: what arrived until then is in this event or one before, if it is behind nothing
}

// takes tells whether m is an event. A message that says nothing is none: the first one, which some
// endpoints leave out, and whatever is not known yet. What ends the subscription is an error.
func takes(m frame.Message) (is bool, err error) {
	switch m.Type {
	case frame.Exception:
		return false, fmt.Errorf("%w: %w", errInStream, &smithy.GenericAPIError{Code: m.Name, Message: exceptionMessage(m.Payload)})
	case frame.Error:
		return false, fmt.Errorf("%w: %w", errInStream, &smithy.GenericAPIError{Code: m.Name, Message: m.ErrorMessage})
	}
	return m.Name == "SubscribeToShardEvent", nil
}

// readEvent takes in an event, whose payload lies in the body.
func (in *intake) readEvent(payload []byte) (err error) {
	in.taken = true
	if in.page, err = page.ReadEvent(payload, in); err == nil {
		err = in.bad
	}
	if err != nil {
		return fmt.Errorf("read event: %w", err)
	}
	return nil
}

// exceptionMessage is the message of an exception, "" if it has none.
func exceptionMessage(payload []byte) string {
	var said struct{ Message string } // or message
	_ = json.Unmarshal(payload, &said)
	return said.Message
}

// eventMost is the memory of an event whose frame has so many bytes. As the service writes them, a
// record has at least 150 bytes beside its data: a sequence number of 56 digits, a time, and the names
// of its members; recordOverhead is 1.6 times that.
func eventMost(frame int) int64 { return 13 * int64(frame) / 5 }
