package dynamo_test

import (
	"context"
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/lease/dynamo"
	"github.com/shardkeeper/shardkeeper/lease/leasetest"
)

// The service sends the row with a failed condition; DynamoDB Local does not.
// Broken by: a ConflictError of the row that the failure bears, when it bears none.
func TestTablePassesTheSuiteWhereFailuresBearNoRow(t *testing.T) {
	leasetest.TestTable(t, func(t *testing.T) lease.Table {
		_, table := open(t)
		table.Client = local{table.Client}
		return mixedTable{table}
	})
}

// local is a client of a service that leaves the row out of its failures.
type local struct{ dynamo.API }

func (l local) PutItem(ctx context.Context, in *dynamodb.PutItemInput, o ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	out, err := l.API.PutItem(ctx, in, o...)
	return out, bare(err)
}

func (l local) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, o ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	out, err := l.API.UpdateItem(ctx, in, o...)
	return out, bare(err)
}

func (l local) DeleteItem(ctx context.Context, in *dynamodb.DeleteItemInput, o ...func(*dynamodb.Options)) (*dynamodb.DeleteItemOutput, error) {
	out, err := l.API.DeleteItem(ctx, in, o...)
	return out, bare(err)
}

func (l local) TransactWriteItems(ctx context.Context, in *dynamodb.TransactWriteItemsInput, o ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error) {
	out, err := l.API.TransactWriteItems(ctx, in, o...)
	return out, bare(err)
}

// bare is err without the rows in it.
func bare(err error) error {
	if failure, ok := errors.AsType[*types.ConditionalCheckFailedException](err); ok {
		failure.Item = nil
	}
	if canceled, ok := errors.AsType[*types.TransactionCanceledException](err); ok {
		for i := range canceled.CancellationReasons {
			canceled.CancellationReasons[i].Item = nil
		}
	}
	return err
}
