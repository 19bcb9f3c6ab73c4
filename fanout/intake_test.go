package fanout

// Clients that do not ask the protocol that they are given.

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
)

// plain is a user's own client around another, which hands no options on.
type plain struct{ API }

func (d plain) GetRecords(ctx context.Context, in *kinesis.GetRecordsInput, _ ...func(*kinesis.Options)) (*kinesis.GetRecordsOutput, error) {
	return d.API.GetRecords(ctx, in)
}

// Broken by: copied that leaves out the data, the key, the number, the time, the iterator, Behind, or of
// the children anything; a page of which no memory is counted.
func TestAClientThatHandsNoOptionsOnIsReadAllTheSame(t *testing.T) {
	for _, pages := range []Pages{KeepPages, ReusePages, PoisonPages} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			w.Pages, w.Client = pages, plain{w.Client}
			w.Put(5)
			_, number := w.orders.Put("account", "5")
			w.put++
			s := w.open(From{})
			p := w.page(s)
			if len(p.Records) != 6 {
				t.Fatalf("%d records, want 6", len(p.Records))
			}
			last := p.Records[5]
			if string(last.Data) != "5" || last.PartitionKey != "account" || last.Position.SequenceNumber() != number || last.Arrived.IsZero() {
				t.Errorf("the last record: %+v, want 5 of account at %s", last, number)
			}
			if held, least := s.Status().Held, int64(6*recordOverhead+6); held < least {
				t.Errorf("%d bytes are counted, want %d at least", held, least)
			}
			time.Sleep(time.Minute)
			w.Put(4)
			lower, upper := w.orders.Split(shard0)
			for n := 0; !p.End; n++ {
				if p = w.page(s); n > 100 {
					t.Fatal("no end")
				}
			}
			if len(p.Children) != 2 || p.Children[0].ID != lower || p.Children[1].ID != upper || len(p.Children[0].Parents) != 1 ||
				p.Children[0].StartingHashKey != "0" || p.Children[1].EndingHashKey == "" {
				t.Errorf("children: %+v, want %s and %s", p.Children, lower, upper)
			}
		})
	}
}
