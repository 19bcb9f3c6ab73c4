package dynamo

// The table itself: made if it is missing, waited for, and checked to be one of leases.

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/shardkeeper/shardkeeper/internal/pause"
)

const (
	firstPoll = 100 * time.Millisecond // an emulator's table is there at once, the service's after some seconds
	lastPoll  = 2 * time.Second        // the SDK's own waiter would start at 20 s
)

// Ensure makes the table if it is missing and waits until it can be used; created tells whether
// this call made it. It refuses a table whose key is not KCL's. ctx bounds the wait.
func (t *Table) Ensure(ctx context.Context) (created bool, err error) {
	for every := firstPoll; ; every = min(2*every, lastPoll) {
		next, err := t.look(ctx)
		if err != nil {
			return created, err
		}
		switch next {
		case use:
			return created, t.backUp(ctx, created)
		case create:
			made, err := t.createTable(ctx)
			if err != nil {
				return created, err
			}
			created = created || made
		}
		if err := pause.For(ctx, every); err != nil {
			return created, t.failed(ctx, "wait for", err)
		}
	}
}

// A step is what to do about the table next.
type step int

const (
	wait step = iota
	use
	create
)

// look describes the table and says what to do next.
func (t *Table) look(ctx context.Context) (step, error) {
	out, err := t.Client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: aws.String(t.Name)})
	if _, missing := errors.AsType[*types.ResourceNotFoundException](err); missing {
		if t.NoCreate {
			return wait, fmt.Errorf("dynamo: find table %s, which NoCreate says exists: %w", t.Name, err)
		}
		return create, nil
	}
	if err != nil {
		return wait, t.failed(ctx, "describe", err, "DescribeTable")
	}
	next, err := judge(out.Table)
	if err != nil {
		return wait, t.failed(ctx, "use", err)
	}
	return next, nil
}

// judge says what a table that exists is good for.
func judge(d *types.TableDescription) (step, error) {
	switch d.TableStatus {
	case types.TableStatusCreating, types.TableStatusDeleting:
		return wait, nil // one that is being deleted is made again once it is gone
	case types.TableStatusActive, types.TableStatusUpdating: // a capacity or index change: rows are served
		if err := keyed(d); err != nil {
			return wait, err
		}
		return use, nil
	default:
		return wait, fmt.Errorf("its status is %s", d.TableStatus)
	}
}

// keyed refuses a table of another kind before anything is written to it.
func keyed(d *types.TableDescription) error {
	kinds := map[string]types.ScalarAttributeType{}
	for _, attribute := range d.AttributeDefinitions {
		kinds[aws.ToString(attribute.AttributeName)] = attribute.AttributeType
	}
	var parts []string
	for _, part := range d.KeySchema {
		name := aws.ToString(part.AttributeName)
		parts = append(parts, fmt.Sprintf("%s %s (%s)", part.KeyType, name, kinds[name]))
	}
	is, want := strings.Join(parts, ", "), "HASH "+leaseKey+" (S)"
	if is != want {
		return fmt.Errorf("its key is %s, a lease table's is %s: it is another application's table", is, want)
	}
	return nil
}

// createTable is false if another worker was faster.
func (t *Table) createTable(ctx context.Context) (bool, error) {
	_, err := t.Client.CreateTable(ctx, t.creation())
	if _, there := errors.AsType[*types.ResourceInUseException](err); there {
		return false, nil
	}
	if err != nil {
		return false, t.failed(ctx, "create", err, "CreateTable")
	}
	return true, nil
}

func (t *Table) creation() *dynamodb.CreateTableInput {
	in := &dynamodb.CreateTableInput{
		TableName:            aws.String(t.Name),
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String(leaseKey), KeyType: types.KeyTypeHash}},
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String(leaseKey), AttributeType: types.ScalarAttributeTypeS}},
		BillingMode:          types.BillingModePayPerRequest,
	}
	if t.Capacity != (Capacity{}) {
		in.BillingMode = types.BillingModeProvisioned
		in.ProvisionedThroughput = &types.ProvisionedThroughput{
			ReadCapacityUnits:  aws.Int64(t.Capacity.Read),
			WriteCapacityUnits: aws.Int64(t.Capacity.Write),
		}
	}
	if t.DeletionProtection {
		in.DeletionProtectionEnabled = aws.Bool(true)
	}
	for _, key := range slices.Sorted(maps.Keys(t.Tags)) {
		in.Tags = append(in.Tags, types.Tag{Key: aws.String(key), Value: aws.String(t.Tags[key])})
	}
	return in
}

// backUp switches point-in-time recovery on for a table that this call made. The service refuses
// it for some seconds after the table became active.
func (t *Table) backUp(ctx context.Context, created bool) error {
	if !created || !t.PointInTimeRecovery {
		return nil
	}
	for {
		_, err := t.Client.UpdateContinuousBackups(ctx, &dynamodb.UpdateContinuousBackupsInput{
			TableName:                        aws.String(t.Name),
			PointInTimeRecoverySpecification: &types.PointInTimeRecoverySpecification{PointInTimeRecoveryEnabled: aws.Bool(true)},
		})
		if _, soon := errors.AsType[*types.ContinuousBackupsUnavailableException](err); !soon && err != nil {
			return t.failed(ctx, "switch on point-in-time recovery of", err, "UpdateContinuousBackups")
		} else if err == nil {
			return nil
		}
		if err := pause.For(ctx, lastPoll); err != nil {
			return t.failed(ctx, "switch on point-in-time recovery of", err)
		}
	}
}
