package stub

// The stub as a handler: which operation, in which encoding.

import (
	"encoding/json"
	"io"
	"net/http"
	"sort"
	"strings"
	"time"

	"github.com/fxamacker/cbor/v2"

	"github.com/shardkeeper/shardkeeper/bench/peer"
)

const (
	target  = "Kinesis_20131202."
	inJSON  = "application/x-amz-json-1.1"
	inCBOR  = "application/x-amz-cbor-1.1"
	largest = 10 << 20 // bytes of data in a page, service limit

	farBehind = 60_000 // milliseconds: what a page says that is not the last
)

// A Stub answers for every stream of shards with at most Most records.
type Stub struct {
	dynamo http.Handler
	page   int // records in a page at most
	size   int // bytes of each record's data

	json, cbor shelf
	numbers    []string
	events     events
	began      time.Time
}

// New writes the records: most of them, of size bytes each. Pages have at most page records, whatever
// is asked for. dynamo answers what is not for Kinesis.
func New(most, size, page int, dynamo http.Handler) *Stub {
	all := records(most, size)
	s := &Stub{
		dynamo: dynamo, page: min(page, largest/(size+16)), size: size,
		json: shelve(all, jsonRecord), cbor: shelve(all, cborRecord), began: time.Now(),
	}
	for _, r := range all {
		s.numbers = append(s.numbers, r.sequence)
	}
	s.events.shelf, s.events.numbers = &s.json, s.numbers
	return s
}

// input is what any operation may be told; what is not here does not matter.
type input struct {
	StreamName, StreamARN, ConsumerARN, ConsumerName string

	ShardIterator                             string
	Limit                                     int
	ShardIteratorType, StartingSequenceNumber string
	StartingPosition                          struct{ Type, SequenceNumber string }
}

// stream is the one that the request is about.
func (in input) stream() (peer.Stream, bool) {
	for _, name := range []string{in.StreamName, in.StreamARN, in.ConsumerARN} {
		if name != "" {
			return streamOf(name)
		}
	}
	return peer.Stream{}, false
}

// ServeHTTP answers a request of an AWS client.
func (s *Stub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	operation, ours := strings.CutPrefix(r.Header.Get("X-Amz-Target"), target)
	if !ours {
		s.dynamo.ServeHTTP(w, r)
		return
	}
	kind := r.Header.Get("Content-Type")
	body, err := io.ReadAll(r.Body)
	var in input
	if err == nil && kind == inCBOR {
		err = cbor.Unmarshal(body, &in)
	} else if err == nil {
		err = json.Unmarshal(body, &in)
	}
	if err != nil {
		refuse(w, kind, "SerializationException")
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("X-Amzn-Requestid", "00000000-0000-0000-0000-000000000000")
	s.answer(w, r, operation, kind, in)
}

func (s *Stub) answer(w http.ResponseWriter, r *http.Request, operation, kind string, in input) {
	if operation == "GetRecords" {
		s.getRecords(w, kind, in)
		return
	}
	stream, ok := in.stream()
	if !ok || stream.Each > len(s.numbers) {
		refuse(w, kind, "ResourceNotFoundException")
		return
	}
	switch operation {
	case "GetShardIterator":
		at := s.begin(stream, in.ShardIteratorType, in.StartingSequenceNumber)
		write(w, kind, map[string]any{"ShardIterator": at.iterator()})
	case "SubscribeToShard":
		s.subscribe(w, r, s.begin(stream, in.StartingPosition.Type, in.StartingPosition.SequenceNumber))
	default:
		about, ok := s.about(operation, kind, stream, in)
		if !ok {
			refuse(w, kind, "UnknownOperationException")
			return
		}
		write(w, kind, about)
	}
}

func (s *Stub) getRecords(w http.ResponseWriter, kind string, in input) {
	from, ok := placeOf(in.ShardIterator)
	if !ok || from.each > len(s.numbers) || from.at > from.each {
		refuse(w, kind, "InvalidArgumentException")
		return
	}
	limit := in.Limit
	if limit <= 0 {
		limit = s.page
	}
	to := place{from.each, min(from.each, from.at+min(limit, s.page))}
	behind := int64(0)
	if to.at < to.each {
		behind = farBehind
	}
	if kind == inCBOR {
		send(w, cborPage(s.cbor.cut(from.at, to.at), to.iterator(), behind))
		return
	}
	send(w, jsonPage(s.json.cut(from.at, to.at), to.iterator(), behind))
}

// begin is where a reader begins.
func (s *Stub) begin(stream peer.Stream, kind, number string) place {
	numbers := s.numbers[:stream.Each]
	at := 0
	switch kind {
	case "LATEST":
		at = stream.Each
	case "AT_SEQUENCE_NUMBER":
		at = sort.SearchStrings(numbers, number) // all are as long, so text sorts as numbers do
	case "AFTER_SEQUENCE_NUMBER":
		at = sort.SearchStrings(numbers, number+"/")
	}
	return place{stream.Each, at}
}
