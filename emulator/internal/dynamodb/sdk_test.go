package dynamodb_test

// The model as the AWS SDK for Go sees it, through the emulator's front.

import (
	"errors"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/shardkeeper/shardkeeper/emulator"
)

type item = map[string]types.AttributeValue

func s(text string) types.AttributeValue { return &types.AttributeValueMemberS{Value: text} }
func n(text string) types.AttributeValue { return &types.AttributeValueMemberN{Value: text} }

// inTable runs a test on a table of leases with the index of the Java KCL 3.
func inTable(t *testing.T, test func(t *testing.T, emu *emulator.Emulator, api *dynamodb.Client)) {
	synctest.Test(t, func(t *testing.T) {
		var emu emulator.Emulator
		api := dynamodb.NewFromConfig(emu.Config(), func(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} })
		key := func(name string, kind types.KeyType) types.KeySchemaElement {
			return types.KeySchemaElement{AttributeName: &name, KeyType: kind}
		}
		made, err := api.CreateTable(t.Context(), &dynamodb.CreateTableInput{
			TableName: new("leases"), BillingMode: types.BillingModePayPerRequest, KeySchema: []types.KeySchemaElement{key("leaseKey", types.KeyTypeHash)},
			AttributeDefinitions: []types.AttributeDefinition{
				{AttributeName: new("leaseKey"), AttributeType: types.ScalarAttributeTypeS}, {AttributeName: new("leaseOwner"), AttributeType: types.ScalarAttributeTypeS}},
			GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{
				IndexName: new("LeaseOwnerToLeaseKeyIndex"), Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly},
				KeySchema: []types.KeySchemaElement{key("leaseOwner", types.KeyTypeHash), key("leaseKey", types.KeyTypeRange)}}},
		})
		if err != nil || made.TableDescription.TableStatus != types.TableStatusActive || !made.TableDescription.CreationDateTime.Equal(time.Now()) {
			t.Fatalf("CreateTable: %+v, %v", made, err)
		}
		test(t, &emu, api)
	})
}

func put(t *testing.T, api *dynamodb.Client, i item) {
	t.Helper()
	if _, err := api.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: new("leases"), Item: i}); err != nil {
		t.Fatal(err)
	}
}

func TestEveryTypeOfValueComesBackThroughTheSDK(t *testing.T) {
	inTable(t, func(t *testing.T, _ *emulator.Emulator, api *dynamodb.Client) {
		want := item{
			"leaseKey": s("a"), "n": n("-12345678901234567890.5"), "b": &types.AttributeValueMemberB{Value: []byte{0, 255}},
			"yes": &types.AttributeValueMemberBOOL{Value: true}, "nil": &types.AttributeValueMemberNULL{Value: true},
			"m":  &types.AttributeValueMemberM{Value: item{"é\n\"": &types.AttributeValueMemberL{Value: []types.AttributeValue{s(""), n("0")}}}},
			"ss": &types.AttributeValueMemberSS{Value: []string{"a", "b"}}, "ns": &types.AttributeValueMemberNS{Value: []string{"-1", "2", "10"}},
			"bs": &types.AttributeValueMemberBS{Value: [][]byte{{1}, {2}}},
		}
		put(t, api, want)
		got, err := api.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: new("leases"), Key: item{"leaseKey": s("a")}})
		if err != nil || !reflect.DeepEqual(got.Item, want) {
			t.Errorf("got %v, %v; want %v", got.Item, err, want)
		}
	})
}

func TestARefusedRenewalShowsTheLeaseToTheSDK(t *testing.T) {
	inTable(t, func(t *testing.T, _ *emulator.Emulator, api *dynamodb.Client) {
		put(t, api, item{"leaseKey": s("a"), "leaseCounter": n("7"), "leaseOwner": s("w1")})
		_, err := api.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
			TableName: new("leases"), Key: item{"leaseKey": s("a")}, UpdateExpression: new("SET leaseCounter = :next"), ConditionExpression: new("leaseCounter = :seen"),
			ExpressionAttributeValues: item{":next": n("7"), ":seen": n("6")}, ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
		})
		failed, ok := errors.AsType[*types.ConditionalCheckFailedException](err)
		if !ok || !reflect.DeepEqual(failed.Item["leaseCounter"], n("7")) {
			t.Errorf("refused with %v, %+v", err, failed)
		}
		_, err = api.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{ // as the Java KCL does it
			TableName: new("leases"), Key: item{"leaseKey": s("a")},
			Expected:         map[string]types.ExpectedAttributeValue{"leaseCounter": {Value: n("7")}, "checkpointOwner": {Exists: new(false)}},
			AttributeUpdates: map[string]types.AttributeValueUpdate{"leaseCounter": {Value: n("8"), Action: types.AttributeActionPut}},
		})
		if err != nil {
			t.Errorf("the renewal of the holder: %v", err)
		}
	})
}

func TestACancelledTransactionTellsTheSDKWhy(t *testing.T) {
	inTable(t, func(t *testing.T, _ *emulator.Emulator, api *dynamodb.Client) {
		put(t, api, item{"leaseKey": s("a")})
		_, err := api.TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
			{Put: &types.Put{TableName: new("leases"), Item: item{"leaseKey": s("b")}}},
			{Put: &types.Put{TableName: new("leases"), Item: item{"leaseKey": s("a")}, ConditionExpression: new("attribute_not_exists(leaseKey)"),
				ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld}},
		}})
		cancelled, ok := errors.AsType[*types.TransactionCanceledException](err)
		if !ok || len(cancelled.CancellationReasons) != 2 || *cancelled.CancellationReasons[1].Code != "ConditionalCheckFailed" ||
			!reflect.DeepEqual(cancelled.CancellationReasons[1].Item, item{"leaseKey": s("a")}) {
			t.Errorf("refused with %v", err)
		}
	})
}

func TestListingsThroughTheSDK(t *testing.T) {
	inTable(t, func(t *testing.T, emu *emulator.Emulator, api *dynamodb.Client) {
		for _, key := range []string{"a", "b", "c", "d", "e"} {
			put(t, api, item{"leaseKey": s(key), "leaseOwner": s("w1")})
		}
		emu.Pages("Scan", 2, 0)
		pages, count := dynamodb.NewScanPaginator(api, &dynamodb.ScanInput{TableName: new("leases"), ConsistentRead: new(true)}), 0
		calls := 0
		for ; pages.HasMorePages(); calls++ {
			page, err := pages.NextPage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			count += len(page.Items)
		}
		if count != 5 || calls != 3 {
			t.Errorf("%d items in %d pages, want 5 in 3", count, calls)
		}

		time.Sleep(time.Second)
		put(t, api, item{"leaseKey": s("a"), "leaseOwner": s("w2")})
		owned := func() int32 {
			found, err := api.Query(t.Context(), &dynamodb.QueryInput{
				TableName: new("leases"), IndexName: new("LeaseOwnerToLeaseKeyIndex"), KeyConditionExpression: new("leaseOwner = :w"),
				ExpressionAttributeValues: item{":w": s("w1")}, Select: types.SelectCount,
			})
			if err != nil {
				t.Fatal(err)
			}
			return found.Count
		}
		if got := owned(); got != 4 {
			t.Errorf("w1 has %d leases, want 4", got)
		}
		emu.Stale("Query", time.Second)
		if got := owned(); got != 5 {
			t.Errorf("to a replica that lags by a second w1 has %d leases, want 5", got)
		}
	})
}

func TestAnUnknownOperationIsAnErrorThatTheSDKCanRead(t *testing.T) {
	inTable(t, func(t *testing.T, _ *emulator.Emulator, api *dynamodb.Client) {
		_, err := api.ListBackups(t.Context(), &dynamodb.ListBackupsInput{})
		if refused, ok := errors.AsType[smithy.APIError](err); !ok || refused.ErrorCode() != "UnknownOperationException" {
			t.Errorf("ListBackups: %v", err)
		}
	})
}
