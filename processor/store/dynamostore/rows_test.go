package dynamostore_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/store/dynamostore"
)

// What the laws of stores do not ask: the service's limit, its eventual reads, and names with a slash.

// opened is a store in a table of its own.
func opened(t *testing.T, emu *emulator.Emulator) *dynamostore.Store {
	t.Helper()
	client := dynamodb.NewFromConfig(emu.Config())
	if _, err := client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: aws.String("shards"), BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("shard"), AttributeType: types.ScalarAttributeTypeS}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("shard"), KeyType: types.KeyTypeHash}},
	}); err != nil {
		t.Fatal(err)
	}
	return &dynamostore.Store{Client: client, Table: "shards", Application: "bank"}
}

func claims(t *testing.T, s *dynamostore.Store, shard processor.Shard, want checkpoint.Position) {
	t.Helper()
	if got, err := s.Claim(t.Context(), shard); err != nil || got != want {
		t.Fatalf("Claim(%v) = %v, %v; want %v", shard, got, err, want)
	}
}

func at(t *testing.T, number string) checkpoint.Position {
	t.Helper()
	p, err := checkpoint.At(number, 0)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func nothing(context.Context, *dynamostore.Tx) error { return nil }

// Broken by: ConsistentRead left out: a tenure takes itself for fenced off, or a batch for new.
func TestAnOldReadOfTheRowIsNotBelieved(t *testing.T) {
	var emu emulator.Emulator
	s, shard := opened(t, &emu), processor.Shard{Stream: "orders", ID: "a", Token: 1}
	emu.Stale("GetItem", time.Hour)
	claims(t, s, shard, checkpoint.TrimHorizon())
	if err := s.Apply(t.Context(), shard, at(t, "5"), nothing); err != nil {
		t.Errorf("Apply behind the claim: %v", err)
	}
	claims(t, s, shard, at(t, "5"))
}

// Broken by: a key whose parts are not told apart where they contain a slash.
func TestNamesWithASlashHaveRowsOfTheirOwn(t *testing.T) {
	var emu emulator.Emulator
	s := opened(t, &emu)
	other := *s
	other.Application = "bank/orders"
	mine, its := processor.Shard{Stream: "orders/x", ID: "a", Token: 9}, processor.Shard{Stream: "x", ID: "a", Token: 1}
	claims(t, s, mine, checkpoint.TrimHorizon())
	claims(t, &other, its, checkpoint.TrimHorizon())
}

// Broken by: no look at their number: the service then tells of 101, one of which is not the user's.
func TestMoreWritesThanATransactionHoldsAreRefusedWithTheNumber(t *testing.T) {
	var emu emulator.Emulator
	s, shard := opened(t, &emu), processor.Shard{Stream: "orders", ID: "a", Token: 1}
	claims(t, s, shard, checkpoint.TrimHorizon())
	writes := func(n int) error {
		return s.Apply(t.Context(), shard, at(t, "5"), func(_ context.Context, tx *dynamostore.Tx) error {
			for i := range n {
				tx.Add(types.TransactWriteItem{Put: &types.Put{TableName: aws.String("shards"), Item: map[string]types.AttributeValue{
					"shard": &types.AttributeValueMemberS{Value: strings.Repeat("x", i+1)},
				}}})
			}
			return nil
		})
	}
	if err := writes(dynamostore.MaxItems + 1); err == nil || !strings.Contains(err.Error(), "99 at most") {
		t.Errorf("100 writes: %v, want an error that says how many there may be", err)
	}
	claims(t, s, shard, checkpoint.TrimHorizon())
	if err := writes(dynamostore.MaxItems); err != nil {
		t.Errorf("99 writes: %v", err)
	}
	claims(t, s, shard, at(t, "5"))
}
