package fanout

// Two applications on one stream.

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"

	"github.com/shardkeeper/shardkeeper/emulator"
)

func TestTwoApplicationsEachKeepTheirPart(t *testing.T) {
	for name, c := range map[string]struct {
		limits                emulator.Limits
		records, size, atOnce int
		least                 int // bytes in 30 s of both together
	}{
		"large pages": {emulator.Lenient, 2000, 20_000, 10_000, 30 * 1_200_000},
		"many calls":  {emulator.Strict, 4000, 100, 20, 30 * 4 * 20 * 100 * 9 / 10},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newLimitedWorld(t, c.limits)
				w.fill(c.records*c.size, c.size)
				w.Limit = int32(c.atOnce)
				read := [2]int{}
				began := time.Now()
				done := make(chan struct{})
				for i := range read {
					s := w.open(From{})
					go func() {
						defer func() { done <- struct{}{} }()
						for time.Since(began) < 30*time.Second {
							p, err := s.Next(t.Context())
							if err != nil {
								return
							}
							for _, r := range p.Records {
								read[i] += len(r.Data)
							}
						}
					}()
					time.Sleep(1100 * time.Millisecond)
				}
				<-done
				<-done
				all := read[0] + read[1]
				for i, n := range read { // Broken by: throttled() without halving.
					if float64(n) < 0.4*float64(all) {
						t.Errorf("application %d got %d of %d bytes", i, n, all)
					}
				}
				if all < c.least {
					t.Errorf("both together got %d bytes in 30 s", all)
				}
			})
		})
	}
}

// fill puts so many bytes in records of one size.
func (w *world) fill(bytes, record int) {
	w.t.Helper()
	client, data := kinesis.NewFromConfig(w.Backstage()), []byte(strings.Repeat(".", record))
	for bytes > 0 {
		in := &kinesis.PutRecordsInput{StreamName: new("orders")}
		for range min(400, (bytes+record-1)/record) {
			in.Records = append(in.Records, types.PutRecordsRequestEntry{Data: data, PartitionKey: new("k")})
			bytes -= record
		}
		if _, err := client.PutRecords(w.t.Context(), in); err != nil {
			w.t.Fatal(err)
		}
	}
}
