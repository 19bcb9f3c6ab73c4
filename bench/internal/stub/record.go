package stub

// What the records are: made from their place alone, so that every process makes the same.

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"time"

	"github.com/shardkeeper/shardkeeper/bench/peer"
	"github.com/shardkeeper/shardkeeper/bench/peer/tally"
)

// created is when the stream was; an hour later its first record arrived.
var created = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

type record struct {
	data     []byte
	key      string
	sequence string
	arrived  int64 // milliseconds since 1970
}

// records are a shard's: data of size bytes that do not compress and are no KPL aggregate, keys of
// some thousand accounts, arrival times of an uneven pace.
func records(n, size int) []record {
	random := rand.New(rand.NewPCG(1, uint64(size)))
	all := make([]record, n)
	at := created.Add(time.Hour).UnixMilli()
	for i := range all {
		data := make([]byte, size)
		for j := range data {
			data[j] = byte(random.Uint32())
		}
		at += random.Int64N(5)
		all[i] = record{data: data, key: fmt.Sprintf("account-%06d", random.IntN(5000)), sequence: sequence(i, at), arrived: at}
	}
	return all
}

// sequence is a number as the service gives them: 56 digits that hold the shard's age, a counter and
// the time of arrival.
func sequence(i int, arrived int64) string {
	hex := fmt.Sprintf("2%09x0%016x00%09x%08x2", created.Unix(), i+1, arrived/1000, 0)
	n, _ := new(big.Int).SetString(hex, 16) // it is hexadecimal
	return n.String()
}

// Expected is the total of a stream whose records have size bytes.
func Expected(s peer.Stream, size int) tally.Total {
	var one tally.Sum
	for _, r := range records(s.Each, size) {
		one += tally.Of(r.data, r.key, r.sequence, r.arrived)
	}
	all := tally.Total{Records: s.Shards * s.Each}
	for i := range s.Shards {
		all.Sum += one.InShard(i)
	}
	return all
}
