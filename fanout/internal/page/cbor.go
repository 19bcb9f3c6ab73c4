package page

// Pages in CBOR: answers of GetRecords.

import (
	"fmt"
	"time"
	"unsafe"

	"github.com/shardkeeper/shardkeeper/fanout/internal/cbor"
)

// ReadCBOR reads an answer of GetRecords in application/x-amz-cbor-1.1. The document is not changed.
func ReadCBOR(document []byte, into Into) (Page, error) {
	d := cborPage{Reader: cbor.NewReader(document), sink: sink{into: into}}
	if err := d.page(); err != nil {
		return Page{}, fmt.Errorf("page: read CBOR: %w", err)
	}
	d.out.Records = d.sink.added
	return d.out, nil
}

// A cborPage decodes one document.
type cborPage struct {
	cbor.Reader
	custom custom
	sink   sink
	out    Page
}

func (d *cborPage) page() error {
	return d.Members(func(name []byte) (err error) {
		switch string(name) {
		case "Records":
			return d.records()
		case "ChildShards":
			return d.children()
		case "MillisBehindLatest":
			return d.behind()
		case "NextShardIterator":
			d.out.Has |= HasNext
			d.out.Next, err = d.text()
			return err
		}
		return d.Skip()
	})
}

func (d *cborPage) behind() error {
	n, err := d.Integer()
	if err != nil {
		return err
	}
	if n > mostBehind || n < -mostBehind {
		return d.Wrong("no duration")
	}
	d.out.Has |= HasBehind
	d.out.Behind = time.Duration(n) * time.Millisecond
	return nil
}

func (d *cborPage) records() error {
	if d.out.Has.Any(HasRecords) {
		return d.Wrong("a second list of records")
	}
	d.out.Has |= HasRecords
	d.sink.began = d.At()
	return d.Items(func(s cbor.Span) error {
		if err := d.record(&d.sink.record); err != nil {
			return err
		}
		most, said := s.AtMost()
		if !said {
			most = MostRecords
		}
		return d.sink.add(d.At(), d.Left(), most)
	})
}

func (d *cborPage) record(r *Record) error {
	if d.Null() {
		return nil
	}
	s, err := d.Enter(cbor.Map)
	for place := 0; err == nil; place++ {
		another, failed := d.More(&s)
		if failed != nil || !another {
			return failed
		}
		var m member
		if m, err = d.member(place); err == nil && !d.Null() {
			err = d.value(r, m)
		}
	}
	return err
}

// member is which one comes next.
func (d *cborPage) member(place int) (member, error) {
	if raw, m := d.custom.expect(place); d.Pass(raw) {
		return m, nil
	}
	from := d.At()
	name, err := d.Bytes(cbor.Text)
	if err != nil {
		return 0, err
	}
	m := memberOf(name)
	d.custom.keep(place, d.Since(from), m)
	return m, nil
}

func (d *cborPage) value(r *Record, m member) (err error) {
	switch m {
	case sequenceNumber:
		r.Has |= HasSequenceNumber
		r.SequenceNumber, err = d.view()
	case arrived:
		r.Has |= HasArrived
		r.Arrived, err = d.time()
	case data:
		r.Data, err = d.Bytes(cbor.Bytes)
	case partitionKey:
		r.Has |= HasPartitionKey
		r.PartitionKey, err = d.view()
	case encryptionType:
		r.EncryptionType, err = d.view()
	default:
		err = d.Skip()
	}
	return err
}

func (d *cborPage) time() (time.Time, error) {
	millis, err := d.Millis()
	return time.UnixMilli(millis).UTC(), err
}

// text is a string that outlives the document.
func (d *cborPage) text() (string, error) {
	b, err := d.Bytes(cbor.Text)
	return string(b), err
}

// view is a string without a copy.
func (d *cborPage) view() (string, error) {
	b, err := d.Bytes(cbor.Text)
	return view(b), err
}

// view is b as a string. Nobody writes to these bytes any more: of all that a record has only Data can
// be written to, and Data's bytes are no text's.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
