package sink

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/shardkeeper/shardkeeper/processor"
)

// How a letter is written: one JSON object, the same in every sink, so that one tool reads them all.

// A Line is a letter as it is written. Data is base64 in JSON; times are in UTC.
type Line struct {
	Stream          string            `json:"stream"`
	Shard           string            `json:"shard"`
	Sequence        string            `json:"sequenceNumber"`
	SubSequence     uint64            `json:"subSequenceNumber,omitempty"` // within a KPL aggregate
	PartitionKey    string            `json:"partitionKey"`
	ExplicitHashKey string            `json:"explicitHashKey,omitempty"`
	Arrived         time.Time         `json:"arrived"`
	Data            []byte            `json:"data,omitempty"`
	Omitted         int               `json:"omitted,omitempty"` // bytes of data that did not fit: the record is in the stream, at its position, while that keeps it
	Tags            map[string]string `json:"tags,omitempty"`
	Error           string            `json:"error"`
	Panic           string            `json:"panic,omitempty"` // the stack, where user code panicked
	Attempts        int               `json:"attempts"`
	First           time.Time         `json:"firstFailure"`
	Last            time.Time         `json:"lastFailure"`
	Token           uint64            `json:"token"` // the fencing token of the tenure
}

// LineOf is l as it is written.
func LineOf(l *processor.Letter) Line {
	line := Line{
		Stream:          l.Shard.Stream,
		Shard:           l.Shard.ID,
		Sequence:        l.Record.Position.SequenceNumber(),
		SubSequence:     l.Record.Position.SubSequenceNumber(),
		PartitionKey:    l.Record.PartitionKey,
		ExplicitHashKey: l.Record.ExplicitHashKey,
		Arrived:         l.Record.Arrived.UTC(),
		Data:            l.Record.Data,
		Attempts:        l.Attempts,
		First:           l.First.UTC(),
		Last:            l.Last.UTC(),
		Token:           l.Shard.Token,
	}
	for _, tag := range l.Record.Tags() {
		if line.Tags == nil {
			line.Tags = map[string]string{}
		}
		line.Tags[tag.Key] = tag.Value
	}
	if l.Err != nil {
		line.Error = l.Err.Error()
	}
	if _, stack, ok := processor.Recovered(l.Err); ok {
		line.Panic = string(stack)
	}
	return line
}

// ErrTooLarge is wrapped by the refusal of a letter that does not fit into the sink. The refusal is Final:
// the shard is halted, or a DeadLetter further out takes the record.
var ErrTooLarge = errors.New("the letter is too large")

// Encode writes l into at most limit bytes; 0 is no limit. A stack is cut away first. What is still too
// large is refused, or, with omit, written without its data. base64 makes four bytes of three, so a record
// of three quarters of the limit may not fit.
func Encode(l *processor.Letter, limit int, omit bool) ([]byte, error) {
	line := LineOf(l)
	body, err := marshal(line)
	if err != nil || fits(body, limit) {
		return body, err
	}
	size := len(body)
	line.Panic = ""
	if body, err = marshal(line); err != nil || fits(body, limit) {
		return body, err
	}
	if omit {
		line.Data, line.Omitted = nil, len(line.Data)
		if body, err = marshal(line); err != nil || fits(body, limit) {
			return body, err
		}
	}
	return nil, processor.Final(fmt.Errorf("sink: write the record at %v of %s: %w: %d bytes, the limit is %d",
		l.Record.Position, line.Shard, ErrTooLarge, size, limit))
}

func fits(body []byte, limit int) bool { return limit == 0 || len(body) <= limit }

// marshal escapes the two characters that JSON lets stand as they are and SQS refuses: the others that it
// refuses JSON escapes by itself.
func marshal(line Line) ([]byte, error) {
	body, err := json.Marshal(line)
	if err != nil {
		return nil, fmt.Errorf("sink: write a letter: %w", err)
	}
	body = bytes.ReplaceAll(body, []byte("\ufffe"), []byte(`\ufffe`))
	return bytes.ReplaceAll(body, []byte("\uffff"), []byte(`\uffff`)), nil
}
