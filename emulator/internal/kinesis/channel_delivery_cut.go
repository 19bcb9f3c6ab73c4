package kinesis

// When a channel's next delivery is due, which records it takes, and where it goes.

import (
	"slices"
	"time"
)

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
