package dynamodb

// Laws over long random sequences of requests.

import (
	"encoding/json"
	"fmt"
	"maps"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
)

// A naive table is every state that it was ever in.
type naive struct{ states []state }

type state struct {
	from  time.Time
	items map[string]string // documents by key
}

func (n *naive) now() map[string]string { return n.states[len(n.states)-1].items }

func (n *naive) asOf(at time.Time) map[string]string {
	for i := len(n.states) - 1; i >= 0; i-- {
		if !n.states[i].from.After(at) {
			return n.states[i].items
		}
	}
	return nil
}

// write sets an item, or deletes it if the document is empty.
func (n *naive) write(now time.Time, key, document string) {
	next := maps.Clone(n.now())
	if next[key] = document; document == "" {
		delete(next, key)
	}
	n.states = append(n.states, state{now, next})
}

func document(key string, counter int) string {
	return fmt.Sprintf(`{"k":{"S":"%s"},"n":{"N":"%d"}}`, key, counter)
}

// Broken by: not testing conditions; forgetting versions younger than a minute; dropping a deleted
// row before its minute is over; keeping the place of a row that was dropped; a read without
// ConsistentRead that ignores the lag.
func TestATableIsTheNaiveTableWithAPast(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := newStory()
		s.newTable(t, "leases")
		model := &naive{states: []state{{s.envelope.Now.Add(-time.Hour), map[string]string{}}}}
		keys := rapid.SampledFrom([]string{"a", "b", "c", "d"})
		rt.Repeat(map[string]func(*rapid.T){
			"time passes": func(rt *rapid.T) {
				s.envelope.Now = s.envelope.Now.Add(time.Duration(rapid.IntRange(0, 40).Draw(rt, "seconds")) * time.Second)
			},
			"create": func(rt *rapid.T) {
				key := keys.Draw(rt, "key")
				_, err := s.ask("PutItem", fmt.Sprintf(`{"TableName":"leases","Item":%s,"ConditionExpression":"attribute_not_exists(k)"}`, document(key, 0)))
				expect(rt, err == nil, model.now()[key] == "")
				if err == nil {
					model.write(s.envelope.Now, key, document(key, 0))
				}
			},
			"renew": func(rt *rapid.T) {
				key, seen := keys.Draw(rt, "key"), rapid.IntRange(0, 3).Draw(rt, "seen")
				_, err := s.ask("UpdateItem", fmt.Sprintf(`{"TableName":"leases","Key":{"k":{"S":%q}},"UpdateExpression":"SET n = n + :one","ConditionExpression":"n = :seen",
					"ExpressionAttributeValues":{":one":{"N":"1"},":seen":{"N":"%d"}}}`, key, seen))
				expect(rt, err == nil, model.now()[key] == document(key, seen))
				if err == nil {
					model.write(s.envelope.Now, key, document(key, seen+1))
				}
			},
			"delete": func(rt *rapid.T) {
				key := keys.Draw(rt, "key")
				s.must(t, "DeleteItem", `{"TableName":"leases","Key":{"k":{"S":%q}}}`, key)
				model.write(s.envelope.Now, key, "")
			},
			"": func(rt *rapid.T) {
				lag := time.Duration(rapid.IntRange(0, 60).Draw(rt, "lag")) * time.Second
				compare(rt, s.scanAll(rt, lag, false), model.asOf(s.envelope.Now.Add(-lag)))
				compare(rt, s.scanAll(rt, lag, true), model.now())
			},
		})
	})
}

func expect(t *rapid.T, got, want bool) {
	t.Helper()
	if got != want {
		t.Fatalf("the write went through: %v, want %v", got, want)
	}
}

func compare(t *rapid.T, got, want map[string]string) {
	t.Helper()
	if !maps.Equal(got, want) {
		t.Fatalf("items %v, want %v", got, want)
	}
}

// scanAll lists a table in pages of two.
func (s *story) scanAll(t *rapid.T, lag time.Duration, consistent bool) map[string]string {
	all, start := map[string]string{}, ""
	for range 100 {
		var out struct {
			Items            []attribute.Map
			LastEvaluatedKey attribute.Map
		}
		envelope := s.envelope
		envelope.StaleBy, envelope.PageItems, envelope.Operation = lag, 2, "Scan"
		envelope.Body = fmt.Appendf(nil, `{"TableName":"leases","ConsistentRead":%v%s}`, consistent, start)
		answer, err := s.service.Serve(envelope)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(answer.Document, &out); err != nil {
			t.Fatal(err)
		}
		for _, item := range out.Items {
			key := string(item.Get("k").(attribute.String))
			if all[key] != "" {
				t.Fatalf("%s is listed twice", key)
			}
			all[key] = string(item.AppendJSON(nil))
		}
		if out.LastEvaluatedKey == nil {
			return all
		}
		start = `,"ExclusiveStartKey":` + string(out.LastEvaluatedKey.AppendJSON(nil))
	}
	t.Fatal("a scan without end")
	return nil
}

// Broken by: a segment that begins where the one before it does; one that ends a hash early.
func TestSegmentsAreTheWholeTableOnce(t *testing.T) {
	s := newStory()
	s.newTable(t, "leases")
	for i := range 200 {
		s.must(t, "PutItem", `{"TableName":"leases","Item":{"k":{"S":"shardId-%012d"}}}`, i)
	}
	for _, total := range []int{1, 2, 3, 7, 32, 1000} {
		seen, largest := map[string]bool{}, 0
		for segment := range total {
			var out struct{ Items []attribute.Map }
			answer := s.must(t, "Scan", `{"TableName":"leases","Segment":%d,"TotalSegments":%d}`, segment, total)
			if err := json.Unmarshal(answer, &out); err != nil {
				t.Fatal(err)
			}
			for _, item := range out.Items {
				key := string(item.Get("k").(attribute.String))
				if seen[key] {
					t.Errorf("of %d segments two have %s", total, key)
				}
				seen[key] = true
			}
			largest = max(largest, len(out.Items))
		}
		if len(seen) != 200 {
			t.Errorf("%d segments have %d items, want 200", total, len(seen))
		}
		if even := 200 / total; largest > 2*even+10 {
			t.Errorf("one of %d segments has %d items: the hash does not scatter", total, largest)
		}
	}
}
