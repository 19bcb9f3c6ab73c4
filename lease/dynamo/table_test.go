package dynamo_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/lease/dynamo"
	"github.com/shardkeeper/shardkeeper/lease/leasetest"
)

// open is an empty table of leases in an emulator of its own.
func open(t *testing.T) (*emulatortest.Emulator, *dynamo.Table) {
	t.Helper()
	emu := emulatortest.New(t)
	table := &dynamo.Table{Client: dynamodb.NewFromConfig(emu.Config()), Name: "billing"}
	if created, err := table.Ensure(t.Context()); !created || err != nil {
		t.Fatalf("Ensure = %v, %v", created, err)
	}
	return emu, table
}

// A mixedTable can hold rows that are no leases.
type mixedTable struct{ *dynamo.Table }

func (m mixedTable) WriteForeign(ctx context.Context, leaseKey, entityType string) error {
	row := map[string]types.AttributeValue{
		"leaseKey": &types.AttributeValueMemberS{Value: leaseKey},
		"lut":      &types.AttributeValueMemberN{Value: "1790000000"},
	}
	if entityType != "" {
		row["entityType"] = &types.AttributeValueMemberS{Value: entityType}
		row["leaseCounter"] = &types.AttributeValueMemberN{Value: "1"}
	}
	_, err := m.Client.PutItem(ctx, &dynamodb.PutItemInput{TableName: aws.String(m.Name), Item: row})
	return err
}

// Broken by: see each rule of the suite.
func TestTablePassesTheSuite(t *testing.T) {
	leasetest.TestTable(t, func(t *testing.T) lease.Table {
		_, table := open(t)
		return mixedTable{table}
	})
}

var first = lease.Key{Shard: "shardId-000000000000"}

// taken is the row of first, held.
func taken(t *testing.T, table lease.Table) lease.Lease {
	t.Helper()
	row, err := table.Apply(t.Context(), lease.Lease{Key: first}.Created())
	if err != nil {
		t.Fatal(err)
	}
	row, err = table.Apply(t.Context(), row.TakenBy("w1~a1", "t1", 10*time.Second, lease.Marks{Format: lease.Format}))
	if err != nil {
		t.Fatal(err)
	}
	return row
}

// Broken by: the SDK's own retries, which would send it again and hide what happened.
func TestALostAnswerIsAnErrorAndTheResentWriteIsJudgedStored(t *testing.T) {
	child := lease.Lease{Key: lease.Key{Shard: "shardId-000000000001"}, Parents: []string{first.Shard}}
	for operation, change := range map[string]func(lease.Lease) lease.Change{
		"UpdateItem": func(l lease.Lease) lease.Change {
			return l.Saved(checkpoint.Progress{Position: checkpoint.Latest(), Done: time.Unix(1_790_000_000, 123_456_789)})
		},
		"TransactWriteItems": func(l lease.Lease) lease.Change {
			return l.Ended(checkpoint.Progress{}, []string{child.Key.Shard}, []lease.Lease{child})
		},
	} {
		t.Run(operation, func(t *testing.T) {
			emu, table := open(t)
			c := change(taken(t, table))
			dropped := emu.DropAnswer(operation, emulator.Times(1))
			_, err := table.Apply(t.Context(), c)
			if _, refused := errors.AsType[*lease.ConflictError](err); err == nil || refused {
				t.Fatalf("error = %v, want a plain one", err)
			}
			dropped.Remove()
			_, err = table.Apply(t.Context(), c)
			conflict, refused := errors.AsType[*lease.ConflictError](err)
			if !refused || c.Judge(conflict.Row, conflict.Exists) != lease.Stored {
				t.Errorf("sent again: error = %v, want a conflict that is judged Stored", err)
			}
		})
	}
}

// Broken by: waiting for the SDK's retries, up to 20 s apart.
func TestAFailureIsToldAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		emu, table := open(t)
		row := taken(t, table)
		emu.Fail("*", emulator.Throttled)
		began := time.Now()
		_, applied := table.Apply(t.Context(), row.Saved(checkpoint.Progress{Position: row.Position}))
		_, _, got := table.Get(t.Context(), first)
		_, listed := table.List(t.Context())
		_, _, news := table.News(t.Context(), first)
		for _, err := range []error{applied, got, listed, news, table.Announce(t.Context(), first)} {
			if _, throttled := errors.AsType[*types.ProvisionedThroughputExceededException](err); !throttled {
				t.Errorf("error = %v, want the service's", err)
			}
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("the failures took %v", took)
		}
	})
}

// Broken by: a conflict of transactions taken for a failed condition.
func TestABusyRowIsAPlainError(t *testing.T) {
	emu, table := open(t)
	row := taken(t, table)
	emu.Fail("UpdateItem", emulator.NewFault(400, "TransactionConflictException", "Transaction is ongoing for the item"))
	_, err := table.Apply(t.Context(), row.Saved(checkpoint.Progress{Position: row.Position}))
	if _, refused := errors.AsType[*lease.ConflictError](err); err == nil || refused {
		t.Errorf("error = %v, want a plain one", err)
	}
}

// Broken by: an error without the right that is missing.
func TestADeniedRequestNamesActionAndTable(t *testing.T) {
	emu, table := open(t)
	row := taken(t, table)
	emu.Fail("*", emulator.AccessDenied)
	_, applied := table.Apply(t.Context(), row.Saved(checkpoint.Progress{Position: row.Position}))
	_, listed := table.List(t.Context())
	_, ensured := table.Ensure(t.Context())
	for action, err := range map[string]error{"UpdateItem": applied, "Scan": listed, "DescribeTable": ensured} {
		if err == nil || !strings.Contains(err.Error(), `"Action": ["dynamodb:`+action+`"], "Resource": "arn:aws:dynamodb:*:*:table/billing"`) {
			t.Errorf("%s is denied: %v", action, err)
		}
	}
}

// What a later KCL, or its leader, keeps in a row stays there.
// Broken by: PutItem on a row that exists.
func TestAttributesOfOthersStay(t *testing.T) {
	_, table := open(t)
	row := taken(t, table)
	key := map[string]types.AttributeValue{"leaseKey": &types.AttributeValueMemberS{Value: first.String()}}
	_, err := table.Client.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
		TableName: aws.String(table.Name), Key: key, UpdateExpression: aws.String("SET throughputKBps = :v"),
		ExpressionAttributeValues: map[string]types.AttributeValue{":v": &types.AttributeValueMemberN{Value: "12.5"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []func(lease.Lease) lease.Change{
		func(l lease.Lease) lease.Change { return l.Saved(checkpoint.Progress{Position: checkpoint.Latest()}) },
		func(l lease.Lease) lease.Change { return l.Ended(checkpoint.Progress{}, nil, nil) },
	} {
		if row, err = table.Apply(t.Context(), c(row)); err != nil {
			t.Fatal(err)
		}
	}
	out, err := table.Client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: aws.String(table.Name), Key: key})
	if err != nil {
		t.Fatal(err)
	}
	if v, ok := out.Item["throughputKBps"].(*types.AttributeValueMemberN); !ok || v.Value != "12.5" {
		t.Errorf("throughputKBps = %v, want 12.5", out.Item["throughputKBps"])
	}
}

// A row that cannot be read is not left out: it would look deleted, so its children would start.
// Broken by: skipping it.
func TestAnUnreadableRowFailsTheListing(t *testing.T) {
	_, table := open(t)
	taken(t, table)
	_, err := table.Client.PutItem(t.Context(), &dynamodb.PutItemInput{
		TableName: aws.String(table.Name),
		Item: map[string]types.AttributeValue{
			"leaseKey":     &types.AttributeValueMemberS{Value: "shardId-000000000009"},
			"leaseCounter": &types.AttributeValueMemberN{Value: "1"},
			"checkpoint":   &types.AttributeValueMemberS{Value: "somewhere"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = table.List(t.Context())
	if err == nil || !strings.Contains(err.Error(), `"shardId-000000000009" cannot be read: checkpoint is "somewhere"`) {
		t.Errorf("List: %v, want an error that names key, attribute and value", err)
	}
}

// Broken by: writing less than Java needs, or the entityType that only KCL 3.5 knows.
func TestACreatedRowIsOneOfJavas(t *testing.T) {
	_, table := open(t)
	if _, err := table.Apply(t.Context(), lease.Lease{Key: first}.Created()); err != nil {
		t.Fatal(err)
	}
	out, err := table.Client.Scan(t.Context(), &dynamodb.ScanInput{TableName: aws.String(table.Name)})
	if err != nil || len(out.Items) != 1 {
		t.Fatalf("scan: %v, %v", out, err)
	}
	want := map[string]types.AttributeValue{
		"leaseKey":                     &types.AttributeValueMemberS{Value: first.Shard},
		"leaseCounter":                 &types.AttributeValueMemberN{Value: "0"},
		"ownerSwitchesSinceCheckpoint": &types.AttributeValueMemberN{Value: "0"},
		"checkpoint":                   &types.AttributeValueMemberS{Value: "TRIM_HORIZON"},
		"checkpointSubSequenceNumber":  &types.AttributeValueMemberN{Value: "0"},
	}
	if got := out.Items[0]; len(got) != len(want) {
		t.Errorf("the row has %d attributes, want %d: %v", len(got), len(want), got)
	}
	for name, value := range want {
		if d := cmp.Diff(value, out.Items[0][name], cmpopts.IgnoreUnexported(types.AttributeValueMemberS{}, types.AttributeValueMemberN{})); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

// A transaction answers no row, and what another wrote without moving the counter is not in the
// holder's view. Broken by: answering what the holder thinks.
func TestTheRowOfAnEndIsTheTablesNotTheHoldersThought(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, table := open(t)
		held := taken(t, table)
		marked := held
		marked.HashKeys = lease.HashKeys{Starting: "0", Ending: "255"}
		if _, err := table.Apply(t.Context(), held.Marked(marked)); err != nil {
			t.Fatal(err)
		}
		child := lease.Lease{Key: held.Key.Sibling("shardId-000000000009"), Parents: []string{held.Key.Shard}}
		row, err := table.Apply(t.Context(), held.Ended(held.Progress(), []string{child.Key.Shard}, []lease.Lease{child}))
		if err != nil || row.HashKeys != marked.HashKeys || !row.Finished() {
			t.Errorf("End: %+v, %v, want a finished row with hash keys %v", row, err, marked.HashKeys)
		}
	})
}
