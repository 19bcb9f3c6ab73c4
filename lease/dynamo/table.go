package dynamo

// The shell: one request per call of lease.Table, and what its answer means.

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/shardkeeper/shardkeeper/lease"
)

var _ lease.Table = (*Table)(nil)

// API is what a Table calls of DynamoDB; *dynamodb.Client has it.
type API interface {
	rows
	tables
}

type rows interface {
	Scan(context.Context, *dynamodb.ScanInput, ...func(*dynamodb.Options)) (*dynamodb.ScanOutput, error)
	GetItem(context.Context, *dynamodb.GetItemInput, ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error)
	PutItem(context.Context, *dynamodb.PutItemInput, ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error)
	UpdateItem(context.Context, *dynamodb.UpdateItemInput, ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error)
	DeleteItem(context.Context, *dynamodb.DeleteItemInput, ...func(*dynamodb.Options)) (*dynamodb.DeleteItemOutput, error)
	TransactWriteItems(context.Context, *dynamodb.TransactWriteItemsInput, ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error)
}

type tables interface {
	DescribeTable(context.Context, *dynamodb.DescribeTableInput, ...func(*dynamodb.Options)) (*dynamodb.DescribeTableOutput, error)
	CreateTable(context.Context, *dynamodb.CreateTableInput, ...func(*dynamodb.Options)) (*dynamodb.CreateTableOutput, error)
	UpdateContinuousBackups(context.Context, *dynamodb.UpdateContinuousBackupsInput, ...func(*dynamodb.Options)) (*dynamodb.UpdateContinuousBackupsOutput, error)
}

// A Table keeps leases in one DynamoDB table. Fill it in; Client and Name are needed. It is safe
// for concurrent use.
type Table struct {
	Client API
	Name   string // or ARN; KCL's default is the application's name

	// What follows is for Ensure.

	NoCreate            bool              // a missing table is an error: infrastructure code makes it
	Capacity            Capacity          // zero: on demand
	DeletionProtection  bool              // DeleteTable is refused until it is switched off
	PointInTimeRecovery bool              // continuous backups, 35 days
	Tags                map[string]string // of the table
}

// Capacity is provisioned read and write units per second. An idle lease costs three writes per
// failover time, a listing half a read unit per 4 KB of the table.
type Capacity struct{ Read, Write int64 }

// once switches the SDK's own retries off: three attempts with up to 20 s between them, on a quota
// that all requests share, outlast a lease's term.
func once(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} }

// List implements lease.Table. Its reads are eventually consistent, at half the price: a listing
// only proposes, and what is written after it is conditional on what the row is then.
func (t *Table) List(ctx context.Context) ([]lease.Lease, error) {
	var leases []lease.Lease
	in := &dynamodb.ScanInput{TableName: aws.String(t.Name)}
	for {
		out, err := t.Client.Scan(ctx, in, once)
		if err != nil {
			return nil, t.failed(ctx, "list the leases in", err, "Scan")
		}
		for _, row := range out.Items {
			if !isLease(row) {
				continue
			}
			l, err := decode(row)
			if err != nil {
				return nil, t.failed(ctx, "list the leases in", err, "Scan")
			}
			leases = append(leases, l)
		}
		if len(out.LastEvaluatedKey) == 0 {
			return leases, nil
		}
		in.ExclusiveStartKey = out.LastEvaluatedKey
	}
}

// Get implements lease.Table.
func (t *Table) Get(ctx context.Context, key lease.Key) (lease.Lease, bool, error) {
	out, err := t.Client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName:      aws.String(t.Name),
		Key:            keyOf(key),
		ConsistentRead: aws.Bool(true),
	}, once)
	if err != nil {
		return lease.Lease{}, false, t.failed(ctx, "read "+key.String()+" in", err, "GetItem")
	}
	if len(out.Item) == 0 {
		return lease.Lease{}, false, nil
	}
	l, err := decode(out.Item)
	if err != nil {
		return lease.Lease{}, false, t.failed(ctx, "read "+key.String()+" in", err, "GetItem")
	}
	return l, true, nil
}

// Apply implements lease.Table. The row after a Delete is the zero Lease; the row after an End
// that created children is what it was last seen as, with the change made: a transaction answers
// no row, so its News may be out of date.
func (t *Table) Apply(ctx context.Context, c lease.Change) (lease.Lease, error) {
	switch {
	case c.Kind == lease.Create:
		return t.create(ctx, c)
	case c.Kind == lease.Delete:
		_, err := t.Client.DeleteItem(ctx, deleteOf(t.Name, c), once)
		if err != nil {
			return lease.Lease{}, t.refused(ctx, c, err, "DeleteItem")
		}
		return lease.Lease{}, nil
	case c.Kind == lease.End && len(c.Children) > 0:
		return t.end(ctx, c)
	default:
		return t.update(ctx, c)
	}
}

func (t *Table) create(ctx context.Context, c lease.Change) (lease.Lease, error) {
	in := putOf(t.Name, c)
	if _, err := t.Client.PutItem(ctx, in, once); err != nil {
		return lease.Lease{}, t.refused(ctx, c, err, "PutItem")
	}
	return t.read(c, in.Item)
}

func (t *Table) update(ctx context.Context, c lease.Change) (lease.Lease, error) {
	out, err := t.Client.UpdateItem(ctx, updateOf(t.Name, c), once)
	if err != nil {
		return lease.Lease{}, t.refused(ctx, c, err, "UpdateItem")
	}
	return t.read(c, out.Attributes)
}

// read is the row that a change answered.
func (t *Table) read(c lease.Change, row item) (lease.Lease, error) {
	l, err := decode(row)
	if err != nil {
		return lease.Lease{}, fmt.Errorf("dynamo: read the answer: %s table %s: %w", naming(c), t.Name, err)
	}
	return l, nil
}

// Announce implements lease.Table.
func (t *Table) Announce(ctx context.Context, key lease.Key) error {
	_, err := t.Client.UpdateItem(ctx, announceOf(t.Name, key), once)
	if _, noRow := errors.AsType[*types.ConditionalCheckFailedException](err); err == nil || noRow {
		return nil
	}
	return t.failed(ctx, "announce news at "+key.String()+" in", err, "UpdateItem")
}

// News implements lease.Table. Its read is eventually consistent, at half the price: it is made
// twice a second by every worker, and a listing is due every third of a failover time anyway.
func (t *Table) News(ctx context.Context, key lease.Key) (int64, bool, error) {
	out, err := t.Client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName:            aws.String(t.Name),
		Key:                  keyOf(key),
		ProjectionExpression: aws.String(leaseKey + ", " + news),
	}, once)
	if err != nil {
		return 0, false, t.failed(ctx, "read the news at "+key.String()+" in", err, "GetItem")
	}
	r := reader{row: out.Item}
	n := r.number(news)
	if r.err != nil {
		return 0, false, t.failed(ctx, "read the news at "+key.String()+" in", r.err, "GetItem")
	}
	return n, len(out.Item) > 0, nil
}
