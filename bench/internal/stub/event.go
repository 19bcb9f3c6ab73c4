package stub

// Events of SubscribeToShard: frames of the event stream, each with the checksum of all of it. They
// are written once for those who begin where an event begins, as everybody does who reads on.

import (
	"bytes"
	"strconv"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"
)

// eventMost is how many bytes of records an event has at most, encoded.
const eventMost = 1 << 20

// An event is a frame, and the place behind it.
type event struct {
	frame []byte
	next  int
}

// events keeps what was written, by place.
type events struct {
	shelf   *shelf
	numbers []string // the sequence number of each record
	written sync.Map // place → event
}

// at is the event that begins with record from, in a shard of so many.
func (e *events) at(p place) event {
	if written, ok := e.written.Load(p); ok {
		return written.(event)
	}
	to := p.at
	for to < p.each && e.shelf.at[to+1]-e.shelf.at[p.at] <= eventMost {
		to++
	}
	behind := int64(0)
	if to < p.each {
		behind = farBehind
	}
	fresh := event{frame: frame("SubscribeToShardEvent", e.payload(p.at, to, behind)), next: to}
	e.written.Store(p, fresh)
	return fresh
}

func (e *events) payload(from, to int, behind int64) []byte {
	records := e.shelf.cut(from, to)
	if len(records) > 0 {
		records = records[:len(records)-1] // the last comma
	}
	payload := append([]byte(`{"Records":[`), records...)
	payload = append(payload, `],"ContinuationSequenceNumber":"`...)
	payload = append(payload, e.numbers[max(to-1, 0)]...)
	payload = append(payload, `","MillisBehindLatest":`...)
	return append(strconv.AppendInt(payload, behind, 10), '}')
}

// frame is an event of a kind.
func frame(kind string, payload []byte) []byte {
	var m eventstream.Message
	m.Headers.Set(":message-type", eventstream.StringValue("event"))
	m.Headers.Set(":event-type", eventstream.StringValue(kind))
	m.Headers.Set(":content-type", eventstream.StringValue("application/json"))
	m.Payload = payload
	var out bytes.Buffer
	_ = eventstream.NewEncoder().Encode(&out, m) // a buffer takes everything
	return out.Bytes()
}
