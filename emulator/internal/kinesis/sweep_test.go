package kinesis

import (
	"fmt"
	"runtime"
	"testing"
	"time"
	"weak"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// An idler is a service whose streams are filled and then left alone.
type idler struct {
	*testing.T
	Service
	now time.Time
}

func newIdler(t *testing.T) *idler { return &idler{T: t, now: time.UnixMilli(1_700_000_000_000)} }

func (i *idler) ask(operation, body string) {
	i.Helper()
	_, err := i.Serve(wire.Request{Operation: operation, Account: "000000000000", Region: "us-east-1", Now: i.now, Body: []byte(body)})
	if err != nil {
		i.Fatalf("%s: %s: %s", operation, err.Type, err.Message)
	}
}

// fill makes a stream with one record, and is what the garbage collector says of it.
func (i *idler) fill(name string) weak.Pointer[stream] {
	i.Helper()
	i.ask("CreateStream", fmt.Sprintf(`{"StreamName":%q,"ShardCount":1}`, name))
	i.ask("PutRecord", fmt.Sprintf(`{"StreamName":%q,"PartitionKey":"k","Data":"eHg="}`, name))
	return weak.Make(i.place(home{"000000000000", "us-east-1", name}, false).stream)
}

// Broken by: a deletion that waits for the name to be asked for again, as those that take time do.
func TestADeletedStreamIsForgottenAtOnce(t *testing.T) {
	i := newIdler(t)
	orders := i.fill("orders")
	i.ask("DeleteStream", `{"StreamName":"orders"}`)
	if runtime.GC(); orders.Value() != nil {
		t.Error("the records of a deleted stream are still in memory")
	}
	runtime.KeepAlive(i)
}

// Broken by: a Serve that does not sweep.
func TestADeletionThatNobodyAwaitsHappens(t *testing.T) {
	i := newIdler(t)
	i.Deleting = 5 * time.Second
	orders := i.fill("orders")
	i.ask("DeleteStream", `{"StreamName":"orders"}`)
	i.now = i.now.Add(sweepEvery)
	i.ask("DescribeAccountSettings", `{}`) // looks at no stream
	if runtime.GC(); orders.Value() != nil {
		t.Error("the records of a deleted stream are in memory a minute later")
	}
	runtime.KeepAlive(i)
}

// Broken by: a Serve that does not sweep; a sweep without trimAll.
func TestRetentionDropsRecordsThatNobodyAsksFor(t *testing.T) {
	i := newIdler(t)
	orders := i.fill("orders")
	i.now = i.now.Add(25 * time.Hour)
	i.ask("DescribeAccountSettings", `{}`) // looks at no stream
	if kept := orders.Value().shards[0].log.len(); kept != 0 {
		t.Errorf("%d records are in memory an hour after their retention", kept)
	}
	runtime.KeepAlive(i)
}

// Broken by: a trim that drops whole segments only.
func TestADroppedRecordFreesItsData(t *testing.T) {
	l := newLog()
	data := make([]byte, 1<<20)
	first := weak.Make(&data[0])
	l.append(1000, "k", data)
	l.append(2000, "k", nil)
	data = nil
	l.trim(1500)
	if runtime.GC(); first.Value() != nil {
		t.Error("the data of a dropped record stays until its neighbours go")
	}
	if l.len() != 1 {
		t.Errorf("%d records are kept, want 1", l.len())
	}
}
