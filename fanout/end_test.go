package fanout

// The end of a shard, and what becomes of its children.

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/fanout/internal/page"
	"github.com/shardkeeper/shardkeeper/processor"
)

func ids(children []processor.Child) (all []string) {
	for _, c := range children {
		all = append(all, c.ID)
	}
	return all
}

func TestTheLastPageIsDeliveredWithItsRecords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.Put(10)
		lower, upper := w.orders.Split(shard0)
		p := w.page(w.open(From{}))
		if len(p.Records) != 10 || !p.End { // Broken by: a last page without its records.
			t.Errorf("%d records, end = %t, want 10 and the end", len(p.Records), p.End)
		}
		if got, want := ids(p.Children), []string{lower, upper}; !slices.Equal(got, want) {
			t.Errorf("children are %v, want %v", got, want)
		}
		if c := p.Children[0]; !slices.Equal(c.Parents, []string{shard0}) || c.StartingHashKey != "0" || c.EndingHashKey == "" {
			t.Errorf("first child is %+v", c)
		}
	})
}

func TestAMergedChildNamesBothParents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		lower, upper := w.orders.Split(shard0)
		child := w.orders.Merge(lower, upper)
		for _, id := range []string{lower, upper} {
			s := w.Open(id, From{})
			p := w.page(s)
			s.Close()
			if len(p.Children) != 1 || p.Children[0].ID != child || !slices.Equal(p.Children[0].Parents, []string{lower, upper}) {
				t.Errorf("children of %s are %+v", id, p.Children)
			}
		}
	})
}

func TestAChildThatNamesNoParentsIsNotBelieved(t *testing.T) {
	whole, orphan := page.Child{ID: "a", Parents: []string{shard0}}, page.Child{ID: "b"}
	if got := children([]page.Child{whole, orphan}); got != nil { // Broken by: children() without the look at ParentShards.
		t.Errorf("children are %+v, want none", got)
	}
	if got := children([]page.Child{whole, whole}); len(got) != 2 {
		t.Errorf("children are %+v, want both", got)
	}
}

func TestTheEndComesAgainWithoutRecords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.Put(10)
		w.orders.Split(shard0)
		s := w.open(From{})
		w.page(s)
		for range 2 {
			if p := w.page(s); !p.End || len(p.Children) != 2 || len(p.Records) != 0 {
				t.Errorf("behind the end: %+v", p)
			}
		}
	})
}

func TestAShardThatIsDoneStillNamesItsChildren(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.Put(10)
		w.orders.Split(shard0)
		p := w.page(w.open(From{Position: checkpoint.ShardEnd()}))
		if len(p.Records) != 0 || len(p.Children) != 2 { // Broken by: place() without the case of SHARD_END (records again).
			t.Errorf("%d records, children %v", len(p.Records), ids(p.Children))
		}
	})
}

// childless is a service that forgets the children of so many ends.
type childless struct {
	aws.HTTPClient
	times *int
}

func (c childless) Do(req *http.Request) (*http.Response, error) {
	out, err := c.HTTPClient.Do(req)
	if err != nil || req.Header.Get("X-Amz-Target") != "Kinesis_20131202.GetRecords" {
		return out, err
	}
	body, err := io.ReadAll(out.Body)
	if bytes.Contains(body, []byte("ChildShards")) && *c.times > 0 {
		*c.times--
		body = bytes.Replace(body, []byte("ChildShards"), []byte("Forgotten"), 1)
		out.ContentLength = int64(len(body))
	}
	out.Body = io.NopCloser(bytes.NewReader(body))
	return out, err
}

func TestAnEndWithoutChildrenIsNotBelievedAtOnce(t *testing.T) {
	for _, c := range []struct{ forgotten, children int }{{endTries - 1, 2}, {endTries, 0}, {1000, 0}} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			w.Put(10)
			w.orders.Split(shard0)
			w.Client = kinesis.NewFromConfig(w.Config(), func(o *kinesis.Options) {
				o.HTTPClient = childless{o.HTTPClient, new(c.forgotten)}
			})
			began := time.Now()
			p := w.page(w.open(From{}))
			if len(p.Records) != 10 || !p.End || len(p.Children) != c.children { // Broken by: endTries of 1; endBelieved of false (never ends).
				t.Errorf("%d ends without children: got %d records and children %v", c.forgotten, len(p.Records), ids(p.Children))
			}
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("%d ends without children: took %v", c.forgotten, took)
			}
		})
	}
}

// What arrived until now is not done when a closed shard is: it went to the children, and nobody
// has read it. Their rows begin with this time. Broken by: taking an end for being caught up.
func TestTheEndOfAShardIsDoneOnlyUpToItsLastRecord(t *testing.T) {
	arrived := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	last, err := checkpoint.At("7", 0)
	if err != nil {
		t.Fatal(err)
	}
	a := answer{records: []processor.Record{{Position: last, Arrived: arrived}}, asked: arrived.Add(time.Hour), end: true}
	if c, _ := begin(From{}).answered(a, 24*time.Hour); !c.mark.Equal(arrived) {
		t.Errorf("done until %v, want %v", c.mark, arrived)
	}
	a.end = false
	if c, _ := begin(From{}).answered(a, 24*time.Hour); !c.mark.Equal(a.asked) {
		t.Errorf("of an open shard: done until %v, want %v", c.mark, a.asked)
	}
}
