package dynamostore_test

import (
	"context"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/processor/store/dynamostore"
	"github.com/shardkeeper/shardkeeper/processor/store/storetest"
)

// Broken by: no condition on the version.
func TestDynamoDBKeepsTheLawsOfStores(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Subject[*dynamostore.Tx] {
		var emu emulator.Emulator
		client := dynamodb.NewFromConfig(emu.Config())
		for _, table := range []string{"shards", "sums"} {
			if _, err := client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
				TableName: aws.String(table), BillingMode: types.BillingModePayPerRequest,
				AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("shard"), AttributeType: types.ScalarAttributeTypeS}},
				KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("shard"), KeyType: types.KeyTypeHash}},
			}); err != nil {
				t.Fatal(err)
			}
		}
		key := map[string]types.AttributeValue{"shard": &types.AttributeValueMemberS{Value: "sum"}}
		s := dynamostore.Store{Client: client, Table: "shards", Application: "bank"}
		another := s
		another.Application = "another"
		return storetest.Subject[*dynamostore.Tx]{
			Store: &s, Another: &another,
			Add: func(_ context.Context, tx *dynamostore.Tx, n int) error {
				tx.Add(types.TransactWriteItem{Update: &types.Update{
					TableName: aws.String("sums"), Key: key, UpdateExpression: aws.String("ADD n :n"),
					ExpressionAttributeValues: map[string]types.AttributeValue{":n": &types.AttributeValueMemberN{Value: strconv.Itoa(n)}},
				}})
				return nil
			},
			Sum: func(t *testing.T) int {
				out, err := client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: aws.String("sums"), Key: key})
				if err != nil {
					t.Fatal(err)
				}
				if n, is := out.Item["n"].(*types.AttributeValueMemberN); is {
					sum, _ := strconv.Atoi(n.Value)
					return sum
				}
				return 0
			},
		}
	})
}
