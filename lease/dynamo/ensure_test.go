package dynamo_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
	"github.com/shardkeeper/shardkeeper/lease/dynamo"
)

// Broken by: returning before the table is ACTIVE.
func TestEnsureMakesATableOnceAndWaitsForIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, table := open(t)
		if _, err := table.List(t.Context()); err != nil {
			t.Errorf("at once after Ensure: %v", err)
		}
		if created, err := table.Ensure(t.Context()); created || err != nil {
			t.Errorf("again, Ensure = %v, %v, want false", created, err)
		}
	})
}

// Broken by: an error for the one whose CreateTable came second.
func TestOfAFleetThatStartsAtOnceOneMakesTheTable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		emu := emulatortest.New(t)
		emu.Delay("*", 20*time.Millisecond, 20*time.Millisecond)
		var makers atomic.Int64
		var fleet sync.WaitGroup
		for range 5 {
			fleet.Go(func() {
				table := &dynamo.Table{Client: dynamodb.NewFromConfig(emu.Config()), Name: "billing"}
				created, err := table.Ensure(t.Context())
				if err != nil {
					t.Errorf("Ensure: %v", err)
				}
				if created {
					makers.Add(1)
				}
			})
		}
		fleet.Wait()
		if got := makers.Load(); got != 1 {
			t.Errorf("%d made the table, want 1", got)
		}
	})
}

// Broken by: creating it all the same.
func TestNoCreateWantsTheTableToExist(t *testing.T) {
	emu := emulatortest.New(t)
	table := &dynamo.Table{Client: dynamodb.NewFromConfig(emu.Config()), Name: "billing", NoCreate: true}
	_, err := table.Ensure(t.Context())
	if _, missing := errors.AsType[*types.ResourceNotFoundException](err); !missing || !strings.Contains(err.Error(), "billing") {
		t.Errorf("Ensure: %v, want that billing is missing", err)
	}
}

// Broken by: writing leases into another application's table.
func TestEnsureRefusesATableOfAnotherKind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		emu := emulatortest.New(t)
		client := dynamodb.NewFromConfig(emu.Config())
		_, err := client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
			TableName:            aws.String("billing"),
			BillingMode:          types.BillingModePayPerRequest,
			KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("invoice"), KeyType: types.KeyTypeHash}},
			AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("invoice"), AttributeType: types.ScalarAttributeTypeN}},
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = (&dynamo.Table{Client: client, Name: "billing"}).Ensure(t.Context())
		if err == nil || !strings.Contains(err.Error(), "its key is HASH invoice (N)") {
			t.Errorf("Ensure: %v, want a refusal that names the key", err)
		}
	})
}

// Broken by: a wait that outlives its context.
func TestEnsureWaitsNoLongerThanItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		emu := emulatortest.New(t)
		emu.Delay("DescribeTable", time.Hour, 0)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		began := time.Now()
		_, err := (&dynamo.Table{Client: dynamodb.NewFromConfig(emu.Config()), Name: "billing"}).Ensure(ctx)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != time.Minute {
			t.Errorf("Ensure: %v after %v, want the deadline after 1m", err, time.Since(began))
		}
	})
}

// The service refuses continuous backups for some seconds after a table became active.
// Broken by: giving up at the first refusal; switching them on in a table that others made.
func TestPointInTimeRecoveryIsSwitchedOnInATableThatWasMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		emu := emulatortest.New(t)
		client := &backups{API: dynamodb.NewFromConfig(emu.Config()), refusals: 2}
		table := &dynamo.Table{Client: client, Name: "billing", PointInTimeRecovery: true}
		for _, want := range []bool{true, false} {
			if created, err := table.Ensure(t.Context()); created != want || err != nil {
				t.Fatalf("Ensure = %v, %v, want %v", created, err, want)
			}
		}
		if client.calls != 3 || client.on != 1 {
			t.Errorf("asked %d times, switched on %d times; want 3 and 1", client.calls, client.on)
		}
	})
}

// backups is the one operation that the emulator does not have.
type backups struct {
	dynamo.API
	refusals, calls, on int
}

func (b *backups) UpdateContinuousBackups(_ context.Context, in *dynamodb.UpdateContinuousBackupsInput, _ ...func(*dynamodb.Options)) (*dynamodb.UpdateContinuousBackupsOutput, error) {
	b.calls++
	if b.calls <= b.refusals {
		return nil, &types.ContinuousBackupsUnavailableException{}
	}
	if aws.ToBool(in.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled) && aws.ToString(in.TableName) == "billing" {
		b.on++
	}
	return new(dynamodb.UpdateContinuousBackupsOutput), nil
}

// Broken by: a pause between two looks that does not end with the context.
func TestEnsureGivesUpInTheMiddleOfAPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		emu := emulatortest.New(t)
		table := &dynamo.Table{Client: creating{dynamodb.NewFromConfig(emu.Config())}, Name: "billing"}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		began := time.Now()
		_, err := table.Ensure(ctx)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 10*time.Second {
			t.Errorf("Ensure: %v after %v, want the deadline after 10s", err, time.Since(began))
		}
	})
}

// creating is a table that never becomes ACTIVE.
type creating struct{ dynamo.API }

func (creating) DescribeTable(ctx context.Context, _ *dynamodb.DescribeTableInput, _ ...func(*dynamodb.Options)) (*dynamodb.DescribeTableOutput, error) {
	return &dynamodb.DescribeTableOutput{Table: &types.TableDescription{TableStatus: types.TableStatusCreating}}, ctx.Err()
}
