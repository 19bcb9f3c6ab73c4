package kpl

// What the tests share: messages written by hand, byte by byte, and the aggregate that the KPL's daemon
// made.

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
)

// sealed is an aggregate of a message.
func sealed(message string) []byte {
	sum := md5.Sum([]byte(message))
	return append([]byte(magic+message), sum[:]...)
}

// fieldOf is one field of bytes; every length in it is below 128.
func fieldOf(number int, content ...string) string {
	all := strings.Join(content, "")
	return string([]byte{byte(number<<3 | bytesType), byte(len(all))}) + all
}

// numberOf is one field of a number below 128.
func numberOf(number, value int) string { return string([]byte{byte(number<<3 | varint), byte(value)}) }

// key, hashKey and record are the fields of a message, data that of a record.
func key(text string) string           { return fieldOf(1, text) }
func hashKey(text string) string       { return fieldOf(2, text) }
func record(fields ...string) string   { return fieldOf(3, fields...) }
func data(text string) string          { return fieldOf(3, text) }
func keyAt(i int) string               { return numberOf(1, i) }
func hashAt(i int) string              { return numberOf(2, i) }
func tag(fields ...string) string      { return fieldOf(4, fields...) }
func simple(i int, text string) string { return record(keyAt(i), data(text)) }

const number = "49590338271490256608559692538361571095921575989136588898"

var arrived = time.UnixMilli(1_790_000_000_123)

// somewhere is the aggregate's place, for tests of laws.
var somewhere, _ = checkpoint.At(number, 0)

// at is a place of the aggregate's.
func at(t testing.TB, sub uint64) checkpoint.Position {
	t.Helper()
	p, err := checkpoint.At(number, sub)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// outer is the record that an aggregate comes in.
func outer(t testing.TB, data []byte) processor.Record {
	t.Helper()
	return processor.Record{Data: data, PartitionKey: "a", Position: at(t, 0), Arrived: arrived}
}

// shard is a range.
func shard(t testing.TB, starting, ending string) Range {
	t.Helper()
	r, err := ParseRange(starting, ending)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// daemons is an aggregate as the KPL 1.1.1's own daemon put it, and these are the records that it was
// given.
func daemons(t testing.TB) (aggregate []byte, put []UserRecord) {
	t.Helper()
	text, err := os.ReadFile("testdata/daemon.hex")
	if err != nil {
		t.Fatal(err)
	}
	aggregate, err = hex.DecodeString(string(bytes.ReplaceAll(text, []byte("\n"), nil)))
	if err != nil {
		t.Fatal(err)
	}
	letters := func(n, seed int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte('a' + (i*7+seed)%26)
		}
		return b
	}
	return aggregate, []UserRecord{
		{PartitionKey: "account-1", Data: letters(10, 1)},
		{PartitionKey: "account-2", ExplicitHashKey: "170141183460469231731687303715884105728", Data: letters(200, 2)},
		{PartitionKey: "account-1", ExplicitHashKey: "0", Data: letters(1, 3)},
		{PartitionKey: "ключ", ExplicitHashKey: "340282366920938463463374607431768211455", Data: letters(0, 4)},
		{PartitionKey: "account-2", Data: letters(130, 5)},
		{PartitionKey: "account-1", ExplicitHashKey: "0", Data: letters(5, 6)},
	}
}
