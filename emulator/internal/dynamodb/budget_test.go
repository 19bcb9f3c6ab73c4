package dynamodb_test

// Provisioned throughput under Strict.

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/shardkeeper/shardkeeper/emulator"
)

const exceeded = "ProvisionedThroughputExceededException"

// admitted is how many writes pass before one is refused, of at most so many.
func (w world) admitted(most int, write func(i int) error) int {
	w.Helper()
	for i := range most {
		if err := write(i); err != nil {
			w.wantRefusal(fmt.Sprintf("request %d", i), err, exceeded, "The level of configured provisioned throughput for")
			return i
		}
	}
	return most
}

func (w world) small(i int) error { return w.put(item{"id": s(fmt.Sprint(i))}) }

// Broken by: a budget that saves nothing; one that saves without end; one that begins full.
func TestUnusedThroughputIsSavedForFiveMinutes(t *testing.T) {
	inBubble(t, strict, func(t *testing.T, w world) {
		w.create(units(1, 2))
		if n := w.admitted(100, w.small); n != 1 {
			t.Errorf("a new table with 2 units admits %d writes at once, want 1", n)
		}
		time.Sleep(10 * time.Second)
		if n := w.admitted(100, w.small); n != 20 {
			t.Errorf("after 10 s it admits %d, want 20", n)
		}
		time.Sleep(time.Hour)
		if n := w.admitted(1000, w.small); n != 601 {
			t.Errorf("after an hour it admits %d, want 601", n)
		}
	})
}

// Broken by: a cost by bytes instead of whole units; the size after the change alone.
func TestEachRequestCostsWholeUnits(t *testing.T) {
	inBubble(t, strict, func(t *testing.T, w world) {
		w.create(units(1, 10))
		big := item{"id": s("big"), "data": s(strings.Repeat("x", 9000))} // 9 units
		if err := w.put(big); err != nil {
			t.Fatal(err)
		}
		w.wantRefusal("at once", w.put(item{"id": s("big")}), exceeded, "for the table was exceeded")
		time.Sleep(900 * time.Millisecond)
		if err := w.put(item{"id": s("big")}); err != nil { // replaces 9 KB: 9 units again
			t.Error(err)
		}
		time.Sleep(800 * time.Millisecond)
		w.wantRefusal("after 0.8 s", w.small(1), exceeded, "")
		time.Sleep(100 * time.Millisecond)
		if err := w.small(1); err != nil {
			t.Error(err)
		}
	})
}

// Broken by: a read that lags and costs as much as one that does not.
func TestReadsSpendTheReadUnits(t *testing.T) {
	inBubble(t, strict, func(t *testing.T, w world) {
		w.create(units(1, 10))
		read := func(consistent bool) func(int) error {
			return func(int) error {
				_, err := w.api.GetItem(w.Context(), &dynamodb.GetItemInput{TableName: new("jobs"), Key: item{"id": s("a")}, ConsistentRead: &consistent})
				return err
			}
		}
		time.Sleep(10 * time.Second)
		if n := w.admitted(100, read(true)); n != 11 {
			t.Errorf("after 10 s 1 unit admits %d consistent reads, want 11", n)
		}
		time.Sleep(11 * time.Second)
		if n := w.admitted(100, read(false)); n != 21 {
			t.Errorf("after 11 s, one of them owed, it admits %d reads that may lag, want 21", n)
		}
		_, err := w.api.Scan(w.Context(), &dynamodb.ScanInput{TableName: new("jobs")})
		w.wantRefusal("Scan", err, exceeded, "")
		_, err = w.api.TransactGetItems(w.Context(), &dynamodb.TransactGetItemsInput{TransactItems: []types.TransactGetItem{{
			Get: &types.Get{TableName: new("jobs"), Key: item{"id": s("a")}}}}})
		w.wantRefusal("TransactGetItems", err, "TransactionCanceledException", "[ProvisionedThroughputExceeded]")
	})
}

// Broken by: charging an index for items that it does not have; not asking it.
func TestAnIndexWithoutCapacityHoldsUpTheWritesThatItHas(t *testing.T) {
	inBubble(t, strict, func(t *testing.T, w world) {
		w.create(units(10, 100), byOwner(units(1, 1)))
		time.Sleep(time.Second)
		owned := func(i int) error { return w.put(item{"id": s(fmt.Sprint(i)), "owner": s("w1")}) }
		if n := w.admitted(100, owned); n != 2 {
			t.Errorf("1 unit of the index admits %d writes after a second, want 2", n)
		}
		w.wantRefusal("a third", owned(3), exceeded, "for one or more global secondary indexes of the table was exceeded")
		if err := w.small(4); err != nil {
			t.Errorf("a write that the index does not have: %v", err)
		}
		if err := w.put(item{"id": s("0"), "owner": s("w1"), "other": s("x")}); err != nil {
			t.Errorf("a write that changes nothing in the index: %v", err)
		}
		if n := w.admitted(100, func(int) error { _, err := w.owned("w1"); return err }); n != 3 {
			t.Errorf("the index admits %d reads, want 3 of half a unit", n)
		}
	})
}

// Broken by: leaving out what was refused; a refusal of the whole batch; an answer when nothing was done.
func TestABatchLeavesForLaterWhatThereIsNoCapacityFor(t *testing.T) {
	inBubble(t, strict, func(t *testing.T, w world) {
		w.create(units(1, 1))
		time.Sleep(time.Second)
		batch := &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{}}
		for _, id := range []string{"a", "b", "c"} {
			batch.RequestItems["jobs"] = append(batch.RequestItems["jobs"], types.WriteRequest{PutRequest: &types.PutRequest{Item: item{"id": s(id)}}})
		}
		out := must[*dynamodb.BatchWriteItemOutput](w)(w.api.BatchWriteItem(w.Context(), batch))
		if left := out.UnprocessedItems["jobs"]; len(left) != 1 || left[0].PutRequest == nil || left[0].DeleteRequest != nil {
			t.Errorf("left for later: %+v, want one put", out.UnprocessedItems)
		}
		_, err := w.api.BatchWriteItem(w.Context(), batch)
		w.wantRefusal("the batch again at once", err, exceeded, "")

		keys := &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{"jobs": {
			Keys: []item{{"id": s("a")}, {"id": s("b")}, {"id": s("c")}}, ConsistentRead: new(true)}}}
		got := must[*dynamodb.BatchGetItemOutput](w)(w.api.BatchGetItem(w.Context(), keys))
		if left := got.UnprocessedKeys["jobs"]; len(got.Responses["jobs"]) != 2 || len(left.Keys) != 1 || !*left.ConsistentRead {
			t.Errorf("read %v, left %+v", got.Responses, left)
		}
		_, err = w.api.BatchGetItem(w.Context(), keys)
		w.wantRefusal("the keys again at once", err, exceeded, "")
	})
}

func TestATransactionPaysTwiceAndIsCancelledWithoutCapacity(t *testing.T) {
	inBubble(t, strict, func(t *testing.T, w world) {
		w.create(units(1, 2))
		transact := func(int) error {
			_, err := w.api.TransactWriteItems(w.Context(), &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{{
				Put: &types.Put{TableName: new("jobs"), Item: item{"id": s("a")}}}}})
			return err
		}
		if err := transact(0); err != nil {
			t.Fatal(err)
		}
		time.Sleep(999 * time.Millisecond)
		w.wantRefusal("within the second", transact(0), "TransactionCanceledException", "[ProvisionedThroughputExceeded]")
		time.Sleep(time.Millisecond)
		if err := transact(0); err != nil {
			t.Error(err)
		}
	})
}

// Broken by: charging only writes that succeed.
func TestAFailedConditionCostsAWrite(t *testing.T) {
	inBubble(t, strict, func(t *testing.T, w world) {
		w.create(units(1, 1))
		conditional := func(int) error {
			_, err := w.api.PutItem(w.Context(), &dynamodb.PutItemInput{TableName: new("jobs"), Item: item{"id": s("a")}, ConditionExpression: new("attribute_exists(id)")})
			return err
		}
		w.wantRefusal("the condition", conditional(0), "ConditionalCheckFailedException", "")
		w.wantRefusal("at once after it", conditional(0), exceeded, "")
	})
}

// Broken by: limiting tables that are on demand, or anything outside of Strict.
func TestNothingElseIsLimited(t *testing.T) {
	inBubble(t, strict, func(t *testing.T, w world) {
		w.create(nil)
		if n := w.admitted(100, w.small); n != 100 {
			t.Errorf("an on-demand table admits %d writes", n)
		}
	})
	for _, limits := range []emulator.Limits{emulator.Lenient, emulator.Off} {
		inBubble(t, func(emu *emulator.Emulator) { emu.Limits = limits }, func(t *testing.T, w world) {
			w.create(units(1, 1))
			if n := w.admitted(100, w.small); n != 100 {
				t.Errorf("limits %v: a table with 1 unit admits %d writes", limits, n)
			}
		})
	}
}
