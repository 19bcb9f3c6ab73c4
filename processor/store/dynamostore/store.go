// Package dynamostore keeps a shard's position and fencing token in a DynamoDB table, and writes the row
// in the transaction (TransactWriteItems) that writes the user's items: 99 of them at most, since the
// service admits 100 and one is the row.
//
// The table has the string key "shard" and nothing else. The row's number "version" grows with each write:
// a transaction that began before a claim fails by it, also one whose outcome was never learned.
package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
)

// MaxItems is how many items of the user's fit into a transaction: 100, service limit, less the row.
const MaxItems = 99

// Store is a processor.Store whose transactions are lists of writes.
type Store struct {
	Client      *dynamodb.Client
	Table       string // has the string key "shard"
	Application string
}

// A Tx is the writes that are made together with the position.
type Tx struct{ items []types.TransactWriteItem }

// Add adds a write. No two of a transaction may be of one item, says the service.
func (tx *Tx) Add(items ...types.TransactWriteItem) { tx.items = append(tx.items, items...) }

type row struct {
	token, version uint64
	done           checkpoint.Position
}

func (s *Store) key(shard processor.Shard) map[string]types.AttributeValue {
	// quoted, so that no two different triples look alike
	return map[string]types.AttributeValue{"shard": &types.AttributeValueMemberS{Value: fmt.Sprintf("%q/%q/%q", s.Application, shard.Stream, shard.ID)}}
}

func number(n uint64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatUint(n, 10)}
}

// Claim is processor.Store's.
func (s *Store) Claim(ctx context.Context, shard processor.Shard) (checkpoint.Position, error) {
	out, err := s.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.Table, Key: s.key(shard),
		UpdateExpression:    aws.String("SET #t = :t ADD #v :one"),
		ConditionExpression: aws.String("attribute_not_exists(#t) OR #t <= :t"),
		ExpressionAttributeNames: map[string]string{
			"#t": "token", "#v": "version",
		},
		ExpressionAttributeValues: map[string]types.AttributeValue{":t": number(shard.Token), ":one": number(1)},
		ReturnValues:              types.ReturnValueAllNew,
	})
	if _, refused := errors.AsType[*types.ConditionalCheckFailedException](err); refused {
		return checkpoint.Position{}, fmt.Errorf("dynamostore: claim %s: %w", shard.ID, processor.ErrFenced)
	}
	if err != nil {
		return checkpoint.Position{}, fmt.Errorf("dynamostore: claim %s: %w", shard.ID, err)
	}
	r, err := parse(out.Attributes)
	if err != nil {
		return checkpoint.Position{}, fmt.Errorf("dynamostore: claim %s: %w", shard.ID, err)
	}
	return r.done, nil
}

// Apply is processor.Store's. It runs effect once.
func (s *Store) Apply(ctx context.Context, shard processor.Shard, upTo checkpoint.Position, effect func(context.Context, *Tx) error) error {
	began, err := s.read(ctx, shard)
	if err != nil {
		return err
	}
	if !began.done.Before(upTo) {
		return nil
	}
	tx := new(Tx)
	if err := effect(ctx, tx); err != nil {
		return err
	}
	if len(tx.items) > MaxItems {
		return fmt.Errorf("dynamostore: apply to %s: %d items, %d at most", shard.ID, len(tx.items), MaxItems)
	}
	_, err = s.Client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{
		TransactItems: append([]types.TransactWriteItem{s.move(shard, began, upTo)}, tx.items...),
	})
	if err == nil {
		return nil
	}
	if _, later := s.read(ctx, shard); errors.Is(later, processor.ErrFenced) {
		return later
	}
	return fmt.Errorf("dynamostore: apply to %s: %w", shard.ID, err)
}

func (s *Store) read(ctx context.Context, shard processor.Shard) (row, error) {
	out, err := s.Client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &s.Table, Key: s.key(shard), ConsistentRead: aws.Bool(true)})
	if err != nil {
		return row{}, fmt.Errorf("dynamostore: read %s: %w", shard.ID, err)
	}
	r, err := parse(out.Item)
	if err != nil {
		return row{}, fmt.Errorf("dynamostore: read %s: %w", shard.ID, err)
	}
	if r.token != shard.Token {
		return row{}, fmt.Errorf("dynamostore: apply to %s: %w", shard.ID, processor.ErrFenced)
	}
	return r, nil
}

func (s *Store) move(shard processor.Shard, began row, upTo checkpoint.Position) types.TransactWriteItem {
	return types.TransactWriteItem{Update: &types.Update{
		TableName: &s.Table, Key: s.key(shard),
		UpdateExpression:         aws.String("SET #p = :p ADD #v :one"),
		ConditionExpression:      aws.String("#t = :t AND #v = :v"),
		ExpressionAttributeNames: map[string]string{"#t": "token", "#v": "version", "#p": "position"},
		ExpressionAttributeValues: map[string]types.AttributeValue{
			":t": number(began.token), ":v": number(began.version), ":one": number(1),
			":p": &types.AttributeValueMemberS{Value: upTo.String()},
		},
	}}
}

func parse(item map[string]types.AttributeValue) (r row, err error) {
	for name, to := range map[string]*uint64{"token": &r.token, "version": &r.version} {
		if n, is := item[name].(*types.AttributeValueMemberN); is {
			if *to, err = strconv.ParseUint(n.Value, 10, 64); err != nil {
				return r, fmt.Errorf("%s is no number", name)
			}
		}
	}
	if p, is := item["position"].(*types.AttributeValueMemberS); is {
		r.done, err = checkpoint.Parse(p.Value)
	}
	return r, err
}
