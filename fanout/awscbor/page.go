package awscbor

// A page of GetRecords: its own decoder, because records are nearly all that a consumer reads. They
// point into the document; a page costs a handful of allocations however many it has.

import (
	"time"
	"unsafe"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
)

// leastRecord is the bytes of a small record: the names of its members, a sequence number, a time.
// Room is made for no more records than the page could have of them.
const leastRecord = 128

// A page decodes one answer.
type page struct {
	deserializer
	held []held // room for what records point to
}

// held is what a record holds by pointer.
type held struct {
	sequence, key string
	arrived       time.Time
}

// decodePage reads what GetRecordsOutput.Deserialize would, from the same bytes.
func decodePage(document []byte, out *kinesis.GetRecordsOutput) error {
	p := page{deserializer: deserializer{reader: reader{p: document}}}
	return p.members(func(name []byte) error {
		switch string(name) {
		case "Records":
			return p.records(&out.Records)
		case "ChildShards":
			return p.children(&out.ChildShards)
		case "MillisBehindLatest":
			out.MillisBehindLatest = new(int64)
			return p.ReadInt64(nil, out.MillisBehindLatest)
		case "NextShardIterator":
			out.NextShardIterator = new(string)
			return p.ReadString(nil, out.NextShardIterator) // a copy: it outlives the page, and would pin it
		}
		return p.skip()
	})
}

// members reads a map's; those that are null are absent.
func (p *page) members(read func(name []byte) error) error {
	if p.null() {
		return nil
	}
	s, err := p.enter(kindMap)
	if err != nil {
		return err
	}
	for {
		another, err := p.more(&s)
		if err != nil || !another {
			return err
		}
		name, err := p.bytes(kindText)
		if err != nil {
			return err
		}
		if p.null() {
			continue
		}
		if err := read(name); err != nil {
			return err
		}
	}
}

// items reads an array's.
func (p *page) items(read func(s span) error) error {
	s, err := p.enter(kindArray)
	if err != nil {
		return err
	}
	for {
		another, err := p.more(&s)
		if err != nil || !another {
			return err
		}
		if err := read(s); err != nil {
			return err
		}
	}
}

// children are few and rare.
func (p *page) children(into *[]types.ChildShard) error {
	all := []types.ChildShard{}
	defer func() { *into = all }()
	return p.items(func(span) error {
		all = append(all, types.ChildShard{})
		return all[len(all)-1].Deserialize(&p.deserializer)
	})
}

func (p *page) records(into *[]types.Record) error {
	all, last := []types.Record{}, 0
	defer func() { *into = all }()
	return p.items(func(s span) error {
		if len(all) == cap(all) {
			n := p.room(len(all), last, s)
			all = append(make([]types.Record, 0, len(all)+n), all...)
			p.held = make([]held, 0, n) // the full one is left to the records that point into it
		}
		began := p.at
		all = append(all, types.Record{})
		err := p.record(&all[len(all)-1])
		last = p.at - began
		return err
	})
}

// room is for how many records it is made after so many: for as many as there may be if they are as
// long as the last, and for half as many again if that guess was wrong before.
func (p *page) room(after, last int, s span) int {
	if after == 0 {
		return 1
	}
	n := max((len(p.p)-p.at)/max(last, leastRecord)+1, after/2)
	if !s.open {
		n = int(min(uint64(n), s.left+1))
	}
	return n
}

// hold is a place for what one record points to. There are as many as there are places for records,
// and none ever moves.
func (p *page) hold() *held {
	p.held = p.held[:len(p.held)+1]
	return &p.held[len(p.held)-1]
}

func (p *page) record(r *types.Record) error {
	h := p.hold()
	return p.members(func(name []byte) (err error) {
		switch string(name) {
		case "Data":
			r.Data, err = p.bytes(kindBytes)
		case "SequenceNumber":
			r.SequenceNumber, err = &h.sequence, p.text(&h.sequence)
		case "PartitionKey":
			r.PartitionKey, err = &h.key, p.text(&h.key)
		case "ApproximateArrivalTimestamp":
			r.ApproximateArrivalTimestamp, err = &h.arrived, p.ReadTime(nil, &h.arrived)
		case "EncryptionType":
			var kind string
			err = p.text(&kind)
			r.EncryptionType = types.EncryptionType(kind)
		default:
			err = p.skip()
		}
		return err
	})
}

// text is a string without a copy: its bytes are the document's, which nobody writes to any more.
// Of all that points into it only Data can be written to, and Data's bytes are no text's.
func (p *page) text(into *string) error {
	b, err := p.bytes(kindText)
	*into = unsafe.String(unsafe.SliceData(b), len(b))
	return err
}
