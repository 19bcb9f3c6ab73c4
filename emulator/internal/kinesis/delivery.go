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
		p.Lock()
		if p.settle(now.UnixMilli()); p.stream != nil {
			for _, ch := range p.stream.channels {
				see(p, ch)
			}
		}
		p.Unlock()
	}
}

// delivers notes that a stream has a channel; its place is locked.
func (s *Service) delivers(h home, p *place) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mu.sources == nil {
		s.mu.sources = map[home]*place{}
	}
	s.mu.sources[h] = p
}

// due is when the channel's next delivery is: when its oldest record reaches the freshness, or as
// soon as there is enough for an object.
func (ch *channel) due(s *stream) (time.Time, bool) {
	switch {
	case !ch.delivers() || ch.sending != nil && ch.sending.taken:
		return time.Time{}, false
	case ch.sending != nil:
		return time.UnixMilli(ch.sending.retry), true
	}
	oldest, any := ch.look(s)
	if any && ch.bytes < deliverBytes {
		return time.UnixMilli(oldest).Add(ch.freshness()), true
	}
	return time.UnixMilli(oldest), any
}

// look counts what has been put since the last look, and finds the oldest record that waits.
func (ch *channel) look(s *stream) (oldest int64, any bool) {
	for i := len(ch.next); i < len(s.shards); i++ {
		ch.next, ch.seen = append(ch.next, 1), append(ch.seen, 1)
	}
	for _, sh := range s.shards[s.listed:] {
		for ch.seen[sh.index] = max(ch.seen[sh.index], sh.log.first); ch.seen[sh.index] < sh.log.next; ch.seen[sh.index]++ {
			ch.bytes += sh.log.at(ch.seen[sh.index]).size()
		}
		next := max(ch.next[sh.index], sh.log.first)
		if next == sh.log.next {
			continue
		}
		if arrived := sh.log.at(next).arrived; !any || arrived < oldest {
			oldest, any = arrived, true
		}
	}
	return oldest, any
}

// take hands out the delivery that is due, cut now or kept from a failed attempt.
func (ch *channel) take(p *place, now time.Time, everything bool) *Delivery {
	at, any := ch.due(p.stream)
	if !any || !everything && at.After(now) {
		return nil
	}
	if ch.sending == nil {
		ch.sending = ch.cut(p, now, deliverBytes)
	}
	ch.sending.taken = true
	return ch.sending
}

// cut takes records shard by shard, in the order in which shards opened: a child's come after all
// of its parents', in this delivery or in a later one.
func (ch *channel) cut(p *place, now time.Time, most int) *Delivery {
	s := p.stream
	d := &Delivery{place: p, channel: ch, at: now, next: slices.Clone(ch.next),
		arn: channelARN(s.home, ch.id), stream: s.home.arn(), format: *ch.source.RecordFormatType}
	for _, sh := range s.shards[s.listed:] {
		records, bytes := sh.log.page(ch.next[sh.index], int(sh.log.next), most)
		if len(records) == 0 {
			continue
		}
		d.pages = append(d.pages, page{sh, records})
		d.next[sh.index] = records[len(records)-1].counter + 1
		if most -= bytes; most <= 0 || d.next[sh.index] < sh.log.next {
			break
		}
	}
	ch.address(d, s.home.name)
	ch.sent++
	return d
}

// address names the delivery's objects. A table gets plain files, JSON by the line: no Parquet, no
// Iceberg, whatever its compression is said to be.
func (ch *channel) address(d *Delivery, stream string) {
	v := keyValues{channel: ch.name, id: ch.id, stream: stream, at: d.at}
	letters := ch.deadLetters()
	d.dead = target{bucketName(*letters.BucketARN), v.key(*letters.ErrorOutputPrefix+"!{yyyy}/!{MM}/!{dd}/!{HH}/!{channel-name}", ch.sent)}
	if ch.tables != nil {
		table := ch.tables.S3TablesConfigurationList[0]
		d.good = target{bucketName(*table.TableBucketARN), v.key(*table.Namespace+"/"+*table.TableName+"/data/!{channel-name}", ch.sent)}
		return
	}
	to := ch.s3.StorageConfiguration
	d.compression = *to.CompressionType
	v.extension = extension(d.compression)
	d.good = target{bucketName(*to.BucketARN), v.key(*to.OutputKeyTemplate, ch.sent)}
}

func (ch *channel) deadLetters() *deadLetterShape {
	if ch.tables != nil {
		return ch.tables.DeadLetterQueueS3Configuration
	}
	return ch.s3.DeadLetterQueueS3Configuration
}
