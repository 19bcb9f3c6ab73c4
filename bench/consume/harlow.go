package main

// harlow/kinesis-consumer: Scan over all shards, with its store in DynamoDB. Its consumer group, which
// shares shards between processes by leases, is marked experimental and costs more: it is left out.

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	consumer "github.com/harlow/kinesis-consumer"
	store "github.com/harlow/kinesis-consumer/store/ddb"

	"github.com/shardkeeper/shardkeeper/bench/peer"
	"github.com/shardkeeper/shardkeeper/bench/peer/raw"
	"github.com/shardkeeper/shardkeeper/bench/peer/tally"
)

// checkpointInterval is how often a client stores its positions that can be told: the worker's default.
const checkpointInterval = time.Second

func drainHarlow(ctx context.Context, w peer.Work, t *tally.Tally) error {
	cfg := w.Tuned()
	table := dynamodb.NewFromConfig(cfg)
	if err := createStore(ctx, table, w.Application); err != nil {
		return err
	}
	positions, err := store.New("bench", w.Application, store.WithDynamoClient(table), store.WithMaxInterval(checkpointInterval))
	if err != nil {
		return fmt.Errorf("harlow: make a store: %w", err)
	}
	c, err := consumer.New(w.Stream.Name(), consumer.WithClient(kinesis.NewFromConfig(cfg)), consumer.WithStore(positions),
		consumer.WithShardIteratorType("TRIM_HORIZON"))
	if err != nil {
		return fmt.Errorf("harlow: make a consumer: %w", err)
	}
	err = c.Scan(ctx, func(r *consumer.Record) error {
		raw.Add(t.Shard(r.ShardID), &r.Record)
		return nil
	})
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// createStore makes the table, which the library expects to find.
func createStore(ctx context.Context, api *dynamodb.Client, name string) error {
	_, err := api.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName: &name, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: new("namespace"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: new("shard_id"), AttributeType: types.ScalarAttributeTypeS},
		},
		KeySchema: []types.KeySchemaElement{
			{AttributeName: new("namespace"), KeyType: types.KeyTypeHash},
			{AttributeName: new("shard_id"), KeyType: types.KeyTypeRange},
		},
	})
	if err != nil {
		return fmt.Errorf("harlow: create the table of its store: %w", err)
	}
	return nil
}
