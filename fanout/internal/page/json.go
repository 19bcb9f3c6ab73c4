package page

// Pages in JSON: answers of GetRecords, and the events of a subscription.

import (
	"fmt"
	"time"
)

// ReadJSON reads an answer of GetRecords in application/x-amz-json-1.1. The document is changed.
func ReadJSON(document []byte, into Into) (Page, error) {
	return readJSON(document, "NextShardIterator", into)
}

// ReadEvent reads a SubscribeToShardEvent, the payload of a frame. The payload is changed.
func ReadEvent(payload []byte, into Into) (Page, error) {
	return readJSON(payload, "ContinuationSequenceNumber", into)
}

func readJSON(document []byte, next string, into Into) (Page, error) {
	d := jsonPage{scanner: scanner{p: document}, next: next, sink: sink{into: into}}
	err := d.page()
	if err == nil {
		err = d.end()
	}
	if err != nil {
		return Page{}, fmt.Errorf("page: read JSON: %w", err)
	}
	d.out.Records = d.sink.added
	return d.out, nil
}

// A jsonPage decodes one document.
type jsonPage struct {
	scanner
	next   string // the member that says where the next page is
	custom custom
	sink   sink
	out    Page
}

func (d *jsonPage) page() error {
	return d.members(func(name []byte) (err error) {
		switch string(name) {
		case "Records":
			return d.records()
		case "ChildShards":
			return d.children()
		case "MillisBehindLatest":
			return d.behind()
		case d.next:
			d.out.Has |= HasNext
			d.out.Next, err = d.copied()
			return err
		}
		return d.skip()
	})
}

func (d *jsonPage) behind() error {
	n, err := d.number()
	if err != nil {
		return err
	}
	millis, fits := n.scaled(0)
	if !fits || millis > mostBehind || millis < -mostBehind {
		return d.wrong("no duration")
	}
	d.out.Has |= HasBehind
	d.out.Behind = time.Duration(millis) * time.Millisecond
	return nil
}

func (d *jsonPage) records() error {
	if d.out.Has.Any(HasRecords) {
		return d.wrong("a second list of records")
	}
	d.out.Has |= HasRecords
	d.sink.began = d.at
	return d.items(func() error {
		if err := d.record(&d.sink.record); err != nil {
			return err
		}
		return d.sink.add(d.at, len(d.p)-d.at, MostRecords)
	})
}

func (d *jsonPage) record(r *Record) error {
	if d.null() {
		return nil
	}
	err := d.enter('{')
	for place := 0; err == nil; place++ {
		m, another, failed := d.step(place)
		if failed != nil || !another {
			return failed
		}
		err = d.value(r, m)
	}
	return err
}

// step steps to the next member that is not null; false: the record has no more.
func (d *jsonPage) step(place int) (m member, another bool, err error) {
	raw, m := d.custom.expect(place)
	if d.pass(raw) {
		if !d.null() {
			return m, true, nil
		}
		place = len(d.custom) // beyond what is kept, and not the first
	}
	from := d.at
	d.changed = false
	name, another, err := d.member(place == 0)
	if err != nil || !another {
		return unknown, false, err
	}
	m = memberOf(name)
	if !d.changed {
		d.custom.keep(place, d.p[from:d.at], m)
	}
	return m, true, nil
}

func (d *jsonPage) value(r *Record, m member) (err error) {
	switch m {
	case sequenceNumber:
		r.Has |= HasSequenceNumber
		r.SequenceNumber, err = d.view()
	case arrived:
		r.Has |= HasArrived
		r.Arrived, err = d.time()
	case data:
		r.Data, err = d.blob()
	case partitionKey:
		r.Has |= HasPartitionKey
		r.PartitionKey, err = d.view()
	case encryptionType:
		r.EncryptionType, err = d.view()
	default:
		err = d.skip()
	}
	return err
}

// time is seconds with a fraction, of which milliseconds count.
func (d *jsonPage) time() (time.Time, error) {
	n, err := d.number()
	if err != nil {
		return time.Time{}, err
	}
	millis, fits := n.scaled(3)
	if !fits || millis > mostMillis || millis < -mostMillis {
		return time.Time{}, d.wrong("no time")
	}
	return time.UnixMilli(millis).UTC(), nil
}

// copied is a string that outlives the document.
func (d *jsonPage) copied() (string, error) {
	b, err := d.text()
	return string(b), err
}

// view is a string without a copy.
func (d *jsonPage) view() (string, error) {
	b, err := d.text()
	return view(b), err
}
