package main

import (
	"context"
	"fmt"
	"math/big"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
)

// redraw keeps the picture on a terminal fresh.
func (d *demo) redraw(ctx context.Context) {
	for wait(ctx, redraw) {
		if d.screen.terminal {
			d.screen.show(d.picture(), false)
		}
	}
}

// picture is the shard family tree with owners and progress.
func (d *demo) picture() string {
	owners, progress := d.fleet.owners(), d.ledger.progress()
	return d.emu.TreeWith(streamName, func(id string) string {
		owner := owners[id]
		if owner == "" {
			owner = "-"
		}
		return fmt.Sprintf("%-9s %5d processed", owner, progress[id])
	})
}

// middle is the hash key in the middle of a shard.
func (d *demo) middle(ctx context.Context, id string) (string, error) {
	out, err := d.kinesis.ListShards(ctx, &kinesis.ListShardsInput{StreamName: aws.String(streamName)})
	if err != nil {
		return "", fmt.Errorf("quickstart: list the shards: %w", err)
	}
	for _, s := range out.Shards {
		if aws.ToString(s.ShardId) != id {
			continue
		}
		var from, to big.Int
		from.SetString(aws.ToString(s.HashKeyRange.StartingHashKey), 10)
		to.SetString(aws.ToString(s.HashKeyRange.EndingHashKey), 10)
		return from.Add(&from, &to).Rsh(&from, 1).String(), nil
	}
	return "", fmt.Errorf("quickstart: shard %s is not listed", id)
}
