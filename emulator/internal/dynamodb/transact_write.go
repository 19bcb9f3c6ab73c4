package dynamodb

// TransactWriteItems makes up to a hundred writes, all or none.
//
// Behaviour: all conditions are tested before anything is written, in one instant for every reader.
// A refusal has a reason for each write, with its item if that asked for ALL_OLD. A request with the
// ClientRequestToken of one that succeeded less than 10 minutes ago succeeds without writing.
// Limits: 100 writes, 4 MB together, no two on one item.
// Errors: TransactionCanceledException; IdempotentParameterMismatchException;
// ResourceNotFoundException; ValidationException.

import (
	"fmt"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

const (
	maxTransaction      = 100
	maxTransactionBytes = 4 << 20
	maxToken            = 36
)

type transactWrite struct {
	TransactItems               []transactWriteItem
	ClientRequestToken          string
	ReturnConsumedCapacity      string
	ReturnItemCollectionMetrics string
}

// A transactWriteItem has one of four.
type transactWriteItem struct {
	Put            *put
	Update         *update
	Delete         *keyed
	ConditionCheck *keyed
}

func (in *transactWrite) validate(p *problems) {
	p.required("transactItems", in.TransactItems != nil)
	if in.TransactItems != nil {
		p.count("transactItems", len(in.TransactItems), 1, maxTransaction)
	}
	p.consumed(in.ReturnConsumedCapacity)
	p.oneOf("returnItemCollectionMetrics", in.ReturnItemCollectionMetrics, "SIZE", "NONE")
	if len(in.ClientRequestToken) > maxToken {
		p.add(in.ClientRequestToken, "clientRequestToken", "Member must have length less than or equal to %d", maxToken)
	}
	for i, item := range in.TransactItems {
		p.within = fmt.Sprintf("transactItems.%d.member.", i+1)
		item.validate(p)
	}
}

func (in *transactWriteItem) validate(p *problems) {
	one := p.within
	if in.Put != nil {
		p.within = one + "put."
		in.Put.validate(p)
	}
	if in.Update != nil {
		p.within = one + "update."
		in.Update.validate(p)
		p.required("updateExpression", in.Update.UpdateExpression != nil)
	}
	if in.Delete != nil {
		p.within = one + "delete."
		in.Delete.validate(p)
	}
	if in.ConditionCheck != nil {
		p.within = one + "conditionCheck."
		in.ConditionCheck.validate(p)
		p.required("conditionExpression", in.ConditionCheck.ConditionExpression != nil)
	}
}

func (c *call) transactWriteItems(in *transactWrite) ([]byte, *wire.Error) {
	used, err := c.once(in.ClientRequestToken, func() (cost, *wire.Error) { return c.transact(in) })
	if err != nil {
		return nil, err
	}
	var out answer
	out.consumedAll(in.ReturnConsumedCapacity, used.totals, used.names)
	return out.document(), nil
}

func (c *call) transact(in *transactWrite) (cost, *wire.Error) {
	var writes []*write
	for _, item := range in.TransactItems {
		w, err := c.write(&item)
		if err != nil {
			return cost{}, err
		}
		writes = append(writes, w)
	}
	if err := distinct(writes); err != nil {
		return cost{}, err
	}
	used, err := c.all(writes)
	if err != nil {
		return cost{}, err
	}
	return c.charge(in.TransactItems, used), nil
}

// write is the write of one entry.
func (c *call) write(in *transactWriteItem) (*write, *wire.Error) {
	present := 0
	for _, there := range []bool{in.Put != nil, in.Update != nil, in.Delete != nil, in.ConditionCheck != nil} {
		if there {
			present++
		}
	}
	switch {
	case present != 1:
		return nil, refuse("TransactItems can only contain one of Check, Put, Update or Delete")
	case in.Put != nil:
		return c.put(in.Put)
	case in.Update != nil:
		w, _, err := c.update(in.Update)
		return w, err
	case in.Delete != nil:
		return c.delete(in.Delete)
	}
	w, err := c.delete(in.ConditionCheck)
	if err != nil {
		return nil, err
	}
	w.checks, w.change = true, func(old attribute.Map) (attribute.Map, *wire.Error) { return old, nil }
	return w, nil
}

func (in *transactWriteItem) table() string {
	switch {
	case in.Put != nil:
		return in.Put.TableName
	case in.Update != nil:
		return in.Update.TableName
	case in.Delete != nil:
		return in.Delete.TableName
	}
	return in.ConditionCheck.TableName
}
