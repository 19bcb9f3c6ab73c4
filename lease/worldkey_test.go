package lease

// What makes two states of the small world the same: everything that can make a difference later.
// Times count from now, and what is too long ago to matter is all one.

import (
	"encoding/binary"
	"time"
)

type digest struct {
	bytes []byte
	now   time.Time
}

func (w world) key() string {
	d := digest{make([]byte, 0, 512), w.now()}
	d.put(w.scope.crashes, w.taken, w.scope.ticks-w.tick, len(w.broken))
	for _, row := range w.rows {
		d.row(row)
	}
	for _, p := range w.people {
		d.person(p)
	}
	d.requests(w.late)
	return string(d.bytes)
}

func (d *digest) put(numbers ...int) {
	for _, n := range numbers {
		d.bytes = binary.AppendVarint(d.bytes, int64(n))
	}
}

func (d *digest) text(s string) { d.bytes = append(append(d.bytes, s...), 0) }

func (d *digest) flags(flags ...bool) {
	for _, f := range flags {
		if f {
			d.put(1)
		} else {
			d.put(0)
		}
	}
}

func (d *digest) time(t time.Time) {
	ago := max(t.Sub(d.now), -2*small.Failover)
	d.put(int(ago / time.Second))
}

func (d *digest) row(l Lease) {
	d.text(l.Owner)
	d.text(l.CheckpointOwner)
	d.text(l.Tenure)
	d.text(l.Position.String())
	d.put(int(l.Counter))
}

func (d *digest) person(p person) {
	d.put(p.run)
	for _, shard := range []string{"a", "b"} {
		s, known := p.view.rows[Key{Shard: shard}]
		d.flags(known)
		if known {
			d.row(s.Lease)
			d.time(s.First)
			d.put(int(min(max(s.Last.Sub(s.First), -1), 2*small.Failover) / time.Second))
			d.flags(s.Moved)
		}
	}
	d.flags(p.listing != nil)
	if p.listing != nil {
		d.time(p.listing.began)
		for _, row := range p.listing.rows {
			d.row(row)
		}
	}
	for _, s := range p.slots {
		d.slot(s)
	}
	d.requests(p.requests)
}

func (d *digest) slot(s *Slot) {
	d.flags(s != nil)
	if s == nil {
		return
	}
	d.row(*s.row)
	d.put(int(max(s.term.end.Sub(d.now), 0) / time.Second))
	d.text(s.want.Position.String())
	d.put(int(s.final.How), int(s.state))
	d.flags(s.urgent, s.writing, s.doubt.IsZero())
	d.put(min(s.failures, 4)) // the pauses grow no further
	d.time(s.began)
	d.time(s.doubt)
}

func (d *digest) requests(all []request) {
	d.put(len(all))
	for _, r := range all {
		d.put(r.who, int(r.change.Kind))
		d.row(r.change.Was)
		d.row(r.change.Next)
		d.flags(r.done, r.held)
		if r.done {
			d.row(r.row)
		}
	}
}
