package dynamo

// What a failed request means: a condition that does not hold, with the row that it failed on, or
// an error that says nothing about the row.

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/shardkeeper/shardkeeper/lease"
)

// refused says why a change was not made: as a ConflictError if its condition failed.
func (t *Table) refused(ctx context.Context, c lease.Change, err error, actions ...string) error {
	failure, ok := errors.AsType[*types.ConditionalCheckFailedException](err)
	if !ok {
		return t.failed(ctx, naming(c), err, actions...)
	}
	return t.conflict(ctx, c, failure.Item)
}

// conflict is the ConflictError with the row that the condition failed on. Where the failure bears
// none, there is none, or the service is one that does not send it (DynamoDB Local): it is read.
func (t *Table) conflict(ctx context.Context, c lease.Change, row item) error {
	if len(row) == 0 {
		l, exists, err := t.Get(ctx, changed(c))
		if err != nil {
			return fmt.Errorf("dynamo: find out why the condition failed: %s table %s: %w", naming(c), t.Name, err)
		}
		return &lease.ConflictError{Change: c, Row: l, Exists: exists}
	}
	l, err := decode(row)
	if err != nil {
		return fmt.Errorf("dynamo: %s table %s: %w", naming(c), t.Name, err)
	}
	return &lease.ConflictError{Change: c, Row: l, Exists: true}
}

// changed is the row that a change is about.
func changed(c lease.Change) lease.Key {
	if c.Kind == lease.Create {
		return c.Next.Key
	}
	return c.Was.Key
}

func naming(c lease.Change) string { return fmt.Sprintf("%v %v in", c.Kind, changed(c)) }

// failed says what was not done to which table (doing ends where "table" follows), and why: the caller's context if it has ended,
// what to allow if a right is missing.
func (t *Table) failed(ctx context.Context, doing string, err error, actions ...string) error {
	if cause := context.Cause(ctx); cause != nil && !errors.Is(err, cause) {
		err = fmt.Errorf("%w: %w", cause, err)
	}
	return fmt.Errorf("dynamo: %s table %s: %w", doing, t.Name, explained(err, t.Name, actions...))
}
