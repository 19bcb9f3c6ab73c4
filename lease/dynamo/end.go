package dynamo

// SHARD_END of a parent with the rows of its children, in one transaction: between two writes a
// worker could die, and the children would never be read.

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/shardkeeper/shardkeeper/lease"
)

// end sends the transaction, and again without the children that turn out to exist: a
// transaction is made whole or not at all, so one existing child would keep the others away.
// Each sending has fewer children, so their number bounds it.
func (t *Table) end(ctx context.Context, c lease.Change) (lease.Lease, error) {
	missing := c.Children
	for len(missing) > 0 {
		_, err := t.Client.TransactWriteItems(ctx, transactionOf(t.Name, c, missing), once)
		if err == nil {
			return t.ended(ctx, c)
		}
		canceled, ok := errors.AsType[*types.TransactionCanceledException](err)
		if !ok {
			return lease.Lease{}, t.failed(ctx, naming(c), err, "UpdateItem", "PutItem")
		}
		o := outcomeOf(canceled.CancellationReasons, missing)
		switch {
		case o.parentRefused:
			return lease.Lease{}, t.conflict(ctx, c, o.parent)
		case o.missing == nil:
			return lease.Lease{}, t.failed(ctx, naming(c), fmt.Errorf("%w%s", err, o.reasons), "UpdateItem", "PutItem")
		}
		missing = *o.missing
	}
	return t.update(ctx, c)
}

// ended is the row after its transaction, which answers nothing. What another wrote to it without
// moving the counter is not known here, so it is read; if that fails, or the row has moved on or is
// deleted, it is told as far as it is known: the transaction was made.
func (t *Table) ended(ctx context.Context, c lease.Change) (lease.Lease, error) {
	known := c.Apply(c.Was)
	row, exists, err := t.Get(ctx, known.Key)
	if err != nil || !exists || row.Counter != known.Counter {
		return known, nil
	}
	return row, nil
}

// An outcome is what the reasons of a cancelled transaction come to.
type outcome struct {
	parentRefused bool
	parent        item           // that refused, if the service sent it
	missing       *[]lease.Lease // the children to try again with; nil: another reason, not to be judged here
	reasons       string         // in words, for an error
}

// outcomeOf reads the reasons, which are in the order of the transaction: the parent's, then one for
// each child. A conflict with another transaction or a lack of capacity says nothing about rows.
func outcomeOf(reasons []types.CancellationReason, children []lease.Lease) outcome {
	var o outcome
	if len(reasons) != len(children)+1 {
		return o
	}
	if code(reasons[0]) == "ConditionalCheckFailed" {
		return outcome{parentRefused: true, parent: reasons[0].Item}
	}
	var missing []lease.Lease
	for i, reason := range reasons {
		switch {
		case code(reason) == "None":
			if i > 0 {
				missing = append(missing, children[i-1])
			}
		case code(reason) == "ConditionalCheckFailed":
		default:
			o.reasons += fmt.Sprintf("; item %d: %s", i, code(reason))
		}
	}
	if o.reasons == "" && len(missing) < len(children) {
		o.missing = &missing
	}
	return o
}

func code(reason types.CancellationReason) string {
	if reason.Code == nil {
		return "None"
	}
	return *reason.Code
}
