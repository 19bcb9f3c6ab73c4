package kinesis

// How deliveries are cut, without a clock or a folder.

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
)

// withChannel is an on-demand stream of two shards with a channel that is ACTIVE.
func withChannel() (*place, *channel) {
	s := newStream(home{"000000000000", "us-east-1", "orders"}, 1)
	s.openShards(2)(1000)
	ch := &channel{name: "c", id: "i", status: active, source: recordFormatShape{RecordFormatType: new(formatString)}}
	ch.s3 = (&s3DestinationShape{StorageConfiguration: &s3StorageShape{BucketARN: new("arn:aws:s3:::lake"),
		CompressionType: new("NONE"), ExpectedBucketOwner: new("000000000000")}}).orDefault(ch)
	ch.start(s)(1000)
	s.channels = append(s.channels, ch)
	return &place{stream: s}, ch
}

func (d *Delivery) text() string {
	good, _ := d.fill()
	return strings.Join(strings.Fields(string(good)), " ")
}

// Broken by: a cut that goes on with the next shard when one is not exhausted.
func TestADeliveryIsCutAtItsSizeAndNoChildOvertakesItsParent(t *testing.T) {
	p, ch := withChannel()
	s := p.stream
	for i := range 4 {
		s.shards[0].log.append(2000, "k", fmt.Appendf(nil, "parent%d", i))
	}
	s.shards[1].log.append(2000, "k", []byte("other"))
	s.split(s.shards[0], s.shards[0].hashes.start.next(), 3000)
	s.shards[2].log.append(3000, "k", []byte("child"))
	var got []string
	for {
		if _, any := ch.look(s); !any {
			break
		}
		d := ch.cut(p, time.UnixMilli(4000), 20) // room for two records of the parent, and a half
		got = append(got, d.text())
		ch.sending = d
		new(Service).Delivered(d)
	}
	if want := "parent0 parent1|parent2 parent3 other|child"; strings.Join(got, "|") != want {
		t.Errorf("deliveries %q, want %q", strings.Join(got, "|"), want)
	}
}

// Broken by: bytes that are counted again at every look; a channel that waits for the freshness
// with a full object.
func TestAFullObjectIsDueAtOnce(t *testing.T) {
	p, ch := withChannel()
	put := func(at int64, size int) {
		p.stream.shards[0].log.append(at, "", make([]byte, size))
	}
	put(2000, deliverBytes/2)
	for range 3 {
		if at, any := ch.due(p.stream); !any || at != time.UnixMilli(2000).Add(300*time.Second) {
			t.Fatalf("half full it is due at %v, %v", at, any)
		}
	}
	put(3000, deliverBytes/2)
	if at, any := ch.due(p.stream); !any || at.After(time.UnixMilli(3000)) {
		t.Errorf("full it is due at %v, %v", at, any)
	}
	d := ch.take(p, time.UnixMilli(3000), false)
	if _, any := ch.due(p.stream); any {
		t.Error("while it is written more is due")
	}
	new(Service).Undelivered(d, time.UnixMilli(5000), "full disk")
	put(6000, 1)
	if at, _ := ch.due(p.stream); at != time.UnixMilli(5000).Add(deliverAgain) {
		t.Errorf("after a failure it is due at %v", at)
	}
	if again := ch.take(p, time.UnixMilli(5000).Add(deliverAgain), false); again != d {
		t.Error("another attempt is another delivery")
	}
}

// What retention removes while a delivery fails is in the delivery all the same.
// Broken by: records that are read again for every attempt.
func TestRetentionDoesNotTouchADeliveryThatFailed(t *testing.T) {
	p, ch := withChannel()
	p.stream.shards[0].log.append(2000, "k", []byte("one"))
	now := time.UnixMilli(400_000)
	new(Service).Undelivered(ch.take(p, now, false), now, "full disk")
	now = now.Add(48 * time.Hour)
	p.stream.trimAll(now.UnixMilli())
	if d := ch.take(p, now, false); d == nil || d.text() != "one" {
		t.Errorf("two days later the delivery is %+v", d)
	}
}

// Broken by: a last block that is not marked; blocks of 128 KB and one byte.
func TestStoredZstandardIsMadeOfBlocks(t *testing.T) {
	for _, size := range []int{0, 1, zstdBlock, zstdBlock + 1, 3 * zstdBlock} {
		data := bytes.Repeat([]byte("x"), size)
		frame := storedZstandard(data)[4+1+8:]
		var got []byte
		for last := false; !last; {
			header := uint32(frame[0]) | uint32(frame[1])<<8 | uint32(frame[2])<<16
			n := int(header >> 3)
			if last = header&1 == 1; header&6 != 0 || n > 128<<10 {
				t.Fatalf("%d bytes: a block with header %x", size, header)
			}
			got, frame = append(got, frame[3:3+n]...), frame[3+n:]
		}
		if !bytes.Equal(got, data) || len(frame) != 0 {
			t.Errorf("%d bytes came back as %d, %d left over", size, len(got), len(frame))
		}
	}
}

func TestContentIsCheckedByFormat(t *testing.T) {
	header := "\x03\x00" + strings.Repeat("i", 16)
	for _, test := range []struct{ format, data, want, code string }{
		{formatBytes, "\xff", "\xff", ""},
		{formatString, "\xff", "", "InvalidUtf8"},
		{formatString, "é", "é", ""},
		{formatJSON, "{", "", "InvalidJson"},
		{formatJSON, " 1 ", " 1 ", ""},
		{formatGSR, header + "{}", "{}", ""},
		{formatGSR, header + "{", "", "InvalidJson"},
		{formatGSR, "{}", "", "InvalidSchemaHeader"},
		{formatGSR, "\x03\x05" + strings.Repeat("i", 16) + "{}", "", "InvalidSchemaHeader"},
	} {
		out, code, _ := content(test.format, []byte(test.data))
		if string(out) != test.want || code != test.code {
			t.Errorf("content(%s, %q) = %q, %q; want %q, %q", test.format, test.data, out, code, test.want, test.code)
		}
	}
}
