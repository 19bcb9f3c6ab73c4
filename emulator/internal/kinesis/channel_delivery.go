package kinesis

// What a channel owes its bucket at an instant. The model decides which records make the next
// object and what it is called; whoever asked writes it and says how that went. Until then the
// delivery stays as it was cut: another attempt writes the same objects under the same keys, so a
// record is in the bucket once, however often a write failed half-way.

import (
	"maps"
	"slices"
	"time"
)

const (
	deliverBytes = 128 << 20   // an object is cut at this size at the latest; the service's is not documented
	deliverAgain = time.Minute // after a failure
)

// A Delivery is what one channel writes next.
type Delivery struct {
	place   *place
	channel *channel

	arn, stream, format string
	at                  time.Time
	pages               []page
	next                []uint64 // where the channel stands when it is done
	good, dead          target
	compression         string

	// Refusal is why KMS does not let it be written now, "" if it does. It is Undelivered then.
	Refusal string

	taken bool  // somebody is writing it
	retry int64 // milliseconds: not before, after a failure
}

// A page is the part of a delivery that is of one shard.
type page struct {
	shard   *shard
	records []record
}

// A target is where an object goes.
type target struct{ bucket, key string }

// An Object is a file to write.
type Object struct {
	Bucket, Key string
	Body        []byte
}

// Objects are what is to be written, rendered: records and dead letters, each if there are any.
func (d *Delivery) Objects() []Object {
	good, dead := d.fill()
	var all []Object
	if len(good) > 0 {
		all = append(all, Object{d.good.bucket, d.good.key, compress(d.compression, good)})
	}
	if len(dead) > 0 {
		all = append(all, Object{d.dead.bucket, d.dead.key, dead})
	}
	return all
}

// Deliveries takes what is due now, at most one delivery of each channel: call Delivered or Undelivered
// for every one of them, then ask again. With everything set, whatever is buffered is due.
func (s *Service) Deliveries(now time.Time, everything bool) []*Delivery {
	var due []*Delivery
	s.eachChannel(now, func(p *place, ch *channel) {
		if d := ch.take(p, now, everything); d != nil {
			d.Refusal = s.keyRefusal(ch, p.stream)
			due = append(due, d)
		}
	})
	return due
}

// NextDelivery is when a delivery will be due, if nothing more is put.
func (s *Service) NextDelivery(now time.Time) (at time.Time, ok bool) {
	s.eachChannel(now, func(p *place, ch *channel) {
		if due, any := ch.due(p.stream); any && (!ok || due.Before(at)) {
			at, ok = due, true
		}
	})
	return at, ok
}

// Delivered ends a delivery: its records are in the bucket.
func (s *Service) Delivered(d *Delivery) {
	d.place.Lock()
	defer d.place.Unlock()
	d.channel.next, d.channel.seen, d.channel.bytes = d.next, slices.Clone(d.next), 0
	d.channel.sending, d.channel.failure = nil, ""
}

// Undelivered keeps a delivery for another attempt, and shows why in the channel's description.
func (s *Service) Undelivered(d *Delivery, now time.Time, reason string) {
	d.place.Lock()
	defer d.place.Unlock()
	d.taken, d.retry = false, now.Add(deliverAgain).UnixMilli()
	d.channel.failure = reason
}

// eachChannel visits the channels of streams that have any, one place locked at a time.
func (s *Service) eachChannel(now time.Time, see func(*place, *channel)) {
	s.mu.RLock()
	places := slices.Collect(maps.Values(s.mu.sources))
	s.mu.RUnlock()
	for _, p := range places {
		p.show(now.UnixMilli(), func(s *stream) bool {
			for _, ch := range s.channels {
				see(p, ch)
			}
			return true
		})
	}
}

// delivers notes that a stream has a channel; its place is locked.
func (s *Service) delivers(of *stream) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mu.sources == nil {
		s.mu.sources = map[home]*place{}
	}
	s.mu.sources[of.home] = of.place
}
