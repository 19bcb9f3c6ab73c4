package emulator_test

// DynamoDB behind the same front: envelopes and hooks. What the operations do is tested below.

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/shardkeeper/shardkeeper/emulator"
)

func s(text string) types.AttributeValue { return &types.AttributeValueMemberS{Value: text} }

func (w world) table() *dynamodb.Client {
	w.Helper()
	api := dynamodb.NewFromConfig(w.emu.Config(), func(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} })
	must[*dynamodb.CreateTableOutput](w)(api.CreateTable(w.Context(), &dynamodb.CreateTableInput{
		TableName: new("leases"), BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: new("leaseKey"), AttributeType: types.ScalarAttributeTypeS}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: new("leaseKey"), KeyType: types.KeyTypeHash}},
	}))
	return api
}

func TestConditionsFailAsTheServiceFailsThem(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		api := w.table()
		put := func(owner string) error {
			_, err := api.PutItem(w.Context(), &dynamodb.PutItemInput{
				TableName: new("leases"), Item: map[string]types.AttributeValue{"leaseKey": s("a"), "leaseOwner": s(owner)},
				ConditionExpression:                 new("attribute_not_exists(leaseKey)"),
				ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
			})
			return err
		}
		if err := put("w0"); err != nil {
			t.Fatal(err)
		}
		failed, ok := errors.AsType[*types.ConditionalCheckFailedException](put("w1"))
		if owner, _ := failed.Item["leaseOwner"].(*types.AttributeValueMemberS); !ok || owner == nil || owner.Value != "w0" {
			t.Errorf("the second put: %v", failed)
		}
		_, err := api.TransactWriteItems(w.Context(), &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{{ConditionCheck: &types.ConditionCheck{
			TableName: new("leases"), Key: map[string]types.AttributeValue{"leaseKey": s("b")}, ConditionExpression: new("attribute_exists(leaseKey)")}}}})
		cancelled, ok := errors.AsType[*types.TransactionCanceledException](err)
		if !ok || cancelled.Message == nil || len(cancelled.CancellationReasons) != 1 || *cancelled.CancellationReasons[0].Code != "ConditionalCheckFailed" {
			t.Errorf("the transaction: %v", err)
		}
	})
}

func TestHooksWorkOnTables(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		api := w.table()
		put := func(key string) error {
			_, err := api.PutItem(w.Context(), &dynamodb.PutItemInput{TableName: new("leases"), Item: map[string]types.AttributeValue{"leaseKey": s(key)}})
			return err
		}
		get := func(consistent bool) int {
			out := must[*dynamodb.GetItemOutput](w)(api.GetItem(w.Context(), &dynamodb.GetItemInput{
				TableName: new("leases"), Key: map[string]types.AttributeValue{"leaseKey": s("a")}, ConsistentRead: &consistent}))
			return len(out.Item)
		}
		w.emu.Fail("PutItem", emulator.InternalFailure, emulator.OnKey("leaseKey", "b"), emulator.OnTable("leases"))
		if a, b := put("a"), put("b"); a != nil || !isError[*types.InternalServerError](b) {
			t.Errorf("put a: %v, put b: %v", a, b)
		}
		w.emu.Stale("GetItem", time.Second)
		if get(false) != 0 || get(true) != 1 {
			t.Errorf("at once, a read from the past sees %d attributes, a consistent one %d", get(false), get(true))
		}
		time.Sleep(time.Second)
		if get(false) != 1 {
			t.Error("a second later the past has no item")
		}
		if last := w.emu.Calls()[len(w.emu.Calls())-1]; last.Service != emulator.DynamoDB || last.Table != "leases" {
			t.Errorf("the last call was %v", &last)
		}
	})
}

// Broken by: a gap before the first page; pages without a bound.
func TestThePagesOfAScanComeFromDifferentInstants(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		api := w.table()
		for i := range 7 {
			must[*dynamodb.PutItemOutput](w)(api.PutItem(w.Context(), &dynamodb.PutItemInput{
				TableName: new("leases"), Item: map[string]types.AttributeValue{"leaseKey": s(fmt.Sprint(i))}}))
		}
		w.emu.Pages("Scan", 3, time.Minute)
		start, sizes, items := time.Now(), []int{}, 0
		for in := (&dynamodb.ScanInput{TableName: new("leases")}); ; {
			out := must[*dynamodb.ScanOutput](w)(api.Scan(w.Context(), in))
			sizes, items = append(sizes, len(out.Items)), items+len(out.Items)
			if out.LastEvaluatedKey == nil {
				break
			}
			in.ExclusiveStartKey = out.LastEvaluatedKey
		}
		if fmt.Sprint(sizes) != "[3 3 1]" || time.Since(start) != 2*time.Minute {
			t.Errorf("pages of %v in %v, want 3, 3 and 1 in two minutes", sizes, time.Since(start))
		}
	})
}
