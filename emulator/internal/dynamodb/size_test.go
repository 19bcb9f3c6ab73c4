package dynamodb_test

// How much one request may ask for and be told.

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/shardkeeper/shardkeeper/emulator"
)

// A client that asks again for what was left gets everything, each item once.
//
// Broken by: leaving the key at which the answer was full out of UnprocessedKeys; dropping its projection.
func TestWhatDoesNotFitABatchIsLeftForLater(t *testing.T) {
	inTable(t, func(t *testing.T, _ *emulator.Emulator, api *dynamodb.Client) {
		keys, big := []item{}, s(strings.Repeat("x", 390_000))
		for i := range 50 {
			key := s(fmt.Sprintf("%02d", i))
			put(t, api, item{"leaseKey": key, "big": big})
			keys = append(keys, item{"leaseKey": key})
		}
		asked := map[string]types.KeysAndAttributes{"leases": {Keys: keys, ProjectionExpression: new("leaseKey")}}
		seen, answers := map[string]bool{}, []int{}
		for len(asked) > 0 && len(answers) < 10 {
			out, err := api.BatchGetItem(t.Context(), &dynamodb.BatchGetItemInput{RequestItems: asked})
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range out.Responses["leases"] {
				if len(found) != 1 {
					t.Errorf("an item of %d attributes, want the key alone", len(found))
				}
				seen[found["leaseKey"].(*types.AttributeValueMemberS).Value] = true
			}
			asked, answers = out.UnprocessedKeys, append(answers, len(out.Responses["leases"]))
		}
		if fmt.Sprint(answers) != "[43 7]" || len(seen) != 50 {
			t.Errorf("answers of %v with %d items, want 43 in 16 MB, and then 7", answers, len(seen))
		}
	})
}

// Broken by: hashing the whole request; forgetting what the first answer cost.
func TestATransactionIsKnownByItsItems(t *testing.T) {
	inTable(t, func(t *testing.T, _ *emulator.Emulator, api *dynamodb.Client) {
		transact := func(by string, asked types.ReturnConsumedCapacity) (*dynamodb.TransactWriteItemsOutput, error) {
			return api.TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{
				ClientRequestToken: new("token"), ReturnConsumedCapacity: asked,
				TransactItems: []types.TransactWriteItem{{Update: &types.Update{
					TableName: new("leases"), Key: item{"leaseKey": s("a")}, UpdateExpression: new("ADD hits :by"),
					ExpressionAttributeValues: item{":by": n(by)}}}},
			})
		}
		if out, err := transact("1", types.ReturnConsumedCapacityNone); err != nil || out.ConsumedCapacity != nil {
			t.Errorf("the first: %v, %v", out, err)
		}
		if out, err := transact("1", types.ReturnConsumedCapacityTotal); err != nil || len(out.ConsumedCapacity) != 1 || *out.ConsumedCapacity[0].CapacityUnits != 2 {
			t.Errorf("the same again, with a question: %v, %v", out, err)
		}
		if _, err := transact("2", types.ReturnConsumedCapacityNone); !isMismatch(err) {
			t.Errorf("another under the same token: %v", err)
		}
		out, err := api.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: new("leases"), Key: item{"leaseKey": s("a")}, ConsistentRead: new(true)})
		if hits, ok := out.Item["hits"].(*types.AttributeValueMemberN); err != nil || !ok || hits.Value != "1" {
			t.Errorf("after all: %v, %v; want 1 hit", out.Item, err)
		}
	})
}

func isMismatch(err error) bool {
	_, ok := errors.AsType[*types.IdempotentParameterMismatchException](err)
	return ok
}

// An update may make an item too deep or too large that was neither, and leaves it as it was then.
//
// Broken by: checking what a request brings and not what it makes.
func TestAnUpdateCannotMakeAnItemThatAPutCouldNot(t *testing.T) {
	inTable(t, func(t *testing.T, _ *emulator.Emulator, api *dynamodb.Client) {
		var deep types.AttributeValue = s("x")
		for range 31 {
			deep = &types.AttributeValueMemberL{Value: []types.AttributeValue{deep}}
		}
		put(t, api, item{"leaseKey": s("a"), "l": deep, "big": s(strings.Repeat("x", 390_000))})
		for _, c := range []struct {
			expression, want string
			v                types.AttributeValue
		}{
			{"SET l[0] = :v", "Nesting Levels have exceeded supported limits", deep},
			{"SET more = :v", "Item size to update has exceeded the maximum allowed size", s(strings.Repeat("x", 20_000))},
			{"SET leaseOwner = :v", "The update expression attempted to update the secondary index key to unsupported type", n("1")},
			{"SET leaseOwner = :v", "The update expression attempted to update the secondary index key beyond allowed size limits", s(strings.Repeat("x", 3000))},
			{"SET leaseOwner.x = :v", "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: IndexKey: leaseOwner", n("1")},
		} {
			_, err := api.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
				TableName: new("leases"), Key: item{"leaseKey": s("a")}, UpdateExpression: &c.expression, ExpressionAttributeValues: item{":v": c.v}})
			if refused, ok := errors.AsType[smithy.APIError](err); !ok || refused.ErrorMessage() != c.want {
				t.Errorf("%s: %v, want %s", c.expression, err, c.want)
			}
		}
		out, err := api.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: new("leases"), Key: item{"leaseKey": s("a")}})
		if err != nil || len(out.Item) != 3 {
			t.Errorf("after all: %d attributes, %v", len(out.Item), err)
		}
	})
}

// Broken by: checking every attribute of an updated item against the indexes.
func TestAnIndexIsNoHindranceToItemsThatAreOlder(t *testing.T) {
	inTable(t, func(t *testing.T, _ *emulator.Emulator, api *dynamodb.Client) {
		put(t, api, item{"leaseKey": s("a"), "checkpoint": n("1")})
		if _, err := api.UpdateTable(t.Context(), &dynamodb.UpdateTableInput{
			TableName:            new("leases"),
			AttributeDefinitions: []types.AttributeDefinition{{AttributeName: new("checkpoint"), AttributeType: types.ScalarAttributeTypeS}},
			GlobalSecondaryIndexUpdates: []types.GlobalSecondaryIndexUpdate{{Create: &types.CreateGlobalSecondaryIndexAction{
				IndexName: new("checkpoints"), Projection: &types.Projection{ProjectionType: types.ProjectionTypeAll},
				KeySchema: []types.KeySchemaElement{{AttributeName: new("checkpoint"), KeyType: types.KeyTypeHash}}}}},
		}); err != nil {
			t.Fatal(err)
		}
		update := func(expression string) error {
			_, err := api.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
				TableName: new("leases"), Key: item{"leaseKey": s("a")}, UpdateExpression: &expression, ExpressionAttributeValues: item{":v": n("2")}})
			return err
		}
		if err := update("SET hits = :v"); err != nil {
			t.Errorf("another attribute: %v", err)
		}
		if err := update("SET checkpoint = :v"); err == nil {
			t.Error("the index took a number for its key")
		}
	})
}
