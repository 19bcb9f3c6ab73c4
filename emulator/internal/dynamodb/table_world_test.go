package dynamodb_test

// What the tests of tables stand on: an emulator in virtual time, a client that does not retry, and
// the ways in which a request is refused.

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/shardkeeper/shardkeeper/emulator"
)

type world struct {
	*testing.T
	emu *emulator.Emulator
	api *dynamodb.Client
}

// inBubble runs a test in virtual time. The emulator is set up before its first request.
func inBubble(t *testing.T, set func(*emulator.Emulator), test func(*testing.T, world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var emu emulator.Emulator
		set(&emu)
		test(t, world{t, &emu, dynamodb.NewFromConfig(emu.Config(), func(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} })})
	})
}

func strict(emu *emulator.Emulator) { emu.Limits = emulator.Strict }

func plain(*emulator.Emulator) {}

// wantRefusal checks the exception and a part of its message.
func (w world) wantRefusal(what string, err error, exception, part string) {
	w.Helper()
	refused, ok := errors.AsType[smithy.APIError](err)
	if !ok || refused.ErrorCode() != exception || !strings.Contains(refused.ErrorMessage(), part) {
		w.Errorf("%s: %v, want %s with %q", what, err, exception, part)
	}
}

// must ends the test at an error.
func must[T any](w world) func(T, error) T {
	return func(v T, err error) T {
		w.Helper()
		if err != nil {
			w.Fatal(err)
		}
		return v
	}
}

func hash(name string) []types.KeySchemaElement {
	return []types.KeySchemaElement{{AttributeName: &name, KeyType: types.KeyTypeHash}}
}

func text(names ...string) (all []types.AttributeDefinition) {
	for _, name := range names {
		all = append(all, types.AttributeDefinition{AttributeName: &name, AttributeType: types.ScalarAttributeTypeS})
	}
	return all
}

func units(read, write int64) *types.ProvisionedThroughput {
	return &types.ProvisionedThroughput{ReadCapacityUnits: &read, WriteCapacityUnits: &write}
}

// create makes table "jobs" with hash key "id", on demand if it has no capacity.
func (w world) create(capacity *types.ProvisionedThroughput, set ...func(*dynamodb.CreateTableInput)) *types.TableDescription {
	w.Helper()
	in := &dynamodb.CreateTableInput{TableName: new("jobs"), KeySchema: hash("id"), AttributeDefinitions: text("id"), ProvisionedThroughput: capacity}
	if capacity == nil {
		in.BillingMode = types.BillingModePayPerRequest
	}
	for _, s := range set {
		s(in)
	}
	return must[*dynamodb.CreateTableOutput](w)(w.api.CreateTable(w.Context(), in)).TableDescription
}

// byOwner adds index "by-owner" to a table that is created.
func byOwner(capacity *types.ProvisionedThroughput) func(*dynamodb.CreateTableInput) {
	return func(in *dynamodb.CreateTableInput) {
		in.AttributeDefinitions = text("id", "owner")
		in.GlobalSecondaryIndexes = []types.GlobalSecondaryIndex{{IndexName: new("by-owner"), KeySchema: hash("owner"),
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly}, ProvisionedThroughput: capacity}}
	}
}

func (w world) table() *types.TableDescription {
	w.Helper()
	return must[*dynamodb.DescribeTableOutput](w)(w.api.DescribeTable(w.Context(), &dynamodb.DescribeTableInput{TableName: new("jobs")})).Table
}

func (w world) update(set func(*dynamodb.UpdateTableInput)) (*types.TableDescription, error) {
	in := &dynamodb.UpdateTableInput{TableName: new("jobs")}
	set(in)
	out, err := w.api.UpdateTable(w.Context(), in)
	if err != nil {
		return nil, err
	}
	return out.TableDescription, nil
}

func (w world) put(i item) error {
	_, err := w.api.PutItem(w.Context(), &dynamodb.PutItemInput{TableName: new("jobs"), Item: i})
	return err
}

func (w world) get(id string) (item, error) {
	out, err := w.api.GetItem(w.Context(), &dynamodb.GetItemInput{TableName: new("jobs"), Key: item{"id": s(id)}})
	if err != nil {
		return nil, err
	}
	return out.Item, nil
}

func (w world) has(id string) bool {
	w.Helper()
	return must[item](w)(w.get(id)) != nil
}

// owned counts what the index has for an owner.
func (w world) owned(owner string) (int32, error) {
	out, err := w.api.Query(w.Context(), &dynamodb.QueryInput{TableName: new("jobs"), IndexName: new("by-owner"),
		KeyConditionExpression: new("#o = :o"), ExpressionAttributeNames: map[string]string{"#o": "owner"},
		ExpressionAttributeValues: item{":o": s(owner)}})
	if err != nil {
		return 0, err
	}
	return out.Count, nil
}

// statuses is the table's status and then its indexes'.
func statuses(d *types.TableDescription) string {
	all := []string{string(d.TableStatus)}
	for _, ix := range d.GlobalSecondaryIndexes {
		status := string(ix.IndexStatus)
		if ix.Backfilling != nil && *ix.Backfilling {
			status += "+"
		}
		all = append(all, status)
	}
	return strings.Join(all, " ")
}

func (w world) wantStatuses(what string, got *types.TableDescription, want string) {
	w.Helper()
	if is := statuses(got); is != want {
		w.Errorf("%s: %s, want %s", what, is, want)
	}
}

func (w world) wantUnits(what string, got *types.ProvisionedThroughputDescription, want string) {
	w.Helper()
	if is := fmt.Sprintf("%d/%d", *got.ReadCapacityUnits, *got.WriteCapacityUnits); is != want {
		w.Errorf("%s: %s units, want %s", what, is, want)
	}
}
