package dynamodb

// Many clients at once. There is nothing to wait for in the model, so these are real goroutines.

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
)

// Broken by: releasing the lock, and the processor with it, between the test of a condition and
// the write.
func TestOfTwoConditionalPutsOneWins(t *testing.T) {
	s := newStory()
	s.newTable(t, "leases")
	for round := range 500 {
		var won atomic.Int32
		var wg sync.WaitGroup
		start := make(chan struct{})
		for w := range 8 {
			wg.Go(func() {
				<-start
				_, err := s.ask("PutItem", fmt.Sprintf(`{"TableName":"leases","Item":{"k":{"S":"%d"},"o":{"N":"%d"}},"ConditionExpression":"attribute_not_exists(k)"}`, round, w))
				if err == nil {
					won.Add(1)
				} else if err.Type != conditionFailed {
					t.Errorf("refused with %v", err)
				}
			})
		}
		close(start)
		wg.Wait()
		if won.Load() != 1 {
			t.Fatalf("round %d: %d puts won, want 1", round, won.Load())
		}
	}
}

// Money goes from account to account in two tables; whoever looks sees all of it.
//
// Broken by: storing writes before all conditions were tested; locking one table after another, each
// for its own write; reading the tables one after another, with the processor released between.
func TestATransactionHappensAllAtOnce(t *testing.T) {
	s := newStory()
	for _, name := range []string{"east", "west"} {
		s.newTable(t, name)
		s.must(t, "PutItem", `{"TableName":%q,"Item":{"k":{"S":"account"},"n":{"N":"50"}}}`, name)
	}
	transfer := func(from, to string) {
		_, err := s.ask("TransactWriteItems", strings.NewReplacer("FROM", from, "TO", to).Replace(`{"TransactItems":[
			{"Update":{"TableName":"TO","Key":{"k":{"S":"account"}},"UpdateExpression":"ADD n :by","ExpressionAttributeValues":{":by":{"N":"20"}}}},
			{"Update":{"TableName":"FROM","Key":{"k":{"S":"account"}},"UpdateExpression":"ADD n :minus","ConditionExpression":"n >= :by",
			 "ExpressionAttributeValues":{":by":{"N":"20"},":minus":{"N":"-20"}}}}]}`))
		if err != nil && err.Type != transactionCanceled {
			t.Errorf("transfer: %v", err)
		}
	}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 300 {
				if i%2 == 0 {
					transfer("east", "west")
				} else {
					transfer("west", "east")
				}
			}
		})
	}
	done := make(chan struct{})
	go func() {
		wg.Wait()
		close(done)
	}()
	for running := true; running; {
		select {
		case <-done:
			running = false
		default:
		}
		if total := s.total(t); total != "100" {
			<-done
			t.Fatalf("the accounts have %s, want 100", total)
		}
	}
}

// total is what both accounts have as of one instant.
func (s *story) total(t *testing.T) string {
	t.Helper()
	var out struct {
		Responses []struct{ Item attribute.Map }
	}
	answer := s.must(t, "TransactGetItems", `{"TransactItems":[{"Get":{"TableName":"east","Key":{"k":{"S":"account"}}}},{"Get":{"TableName":"west","Key":{"k":{"S":"account"}}}}]}`)
	if err := json.Unmarshal(answer, &out); err != nil || len(out.Responses) != 2 {
		t.Fatalf("%s: %v", answer, err)
	}
	sum := attribute.Number{}
	for _, r := range out.Responses {
		n, _ := r.Item.Get("n").(attribute.Number)
		sum, _ = sum.Plus(n)
	}
	return sum.String()
}
