package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

const (
	users    = 40                     // partition keys
	pageSize = 20                     // records a PutRecords
	putEvery = 100 * time.Millisecond // between two
)

// A click is what flows.
type click struct {
	User string    `json:"user"`
	Page string    `json:"page"`
	N    int       `json:"n"`
	At   time.Time `json:"at"`
}

// produce puts clicks until ctx is done, and notes each in the ledger once the service took it.
// One call at a time, and what failed goes again before anything newer of its key: so the order
// of sequence numbers is the order of the clicks.
func produce(ctx context.Context, client *kinesis.Client, stream string, l *ledger) error {
	for n := 0; ctx.Err() == nil; n += pageSize {
		batch := make([]types.PutRecordsRequestEntry, pageSize)
		for i := range batch {
			c := click{User: fmt.Sprintf("user-%02d", (n+i)%users), Page: fmt.Sprintf("/item/%d", (n+i)*7%1000), N: n + i, At: time.Now()}
			data, err := json.Marshal(c)
			if err != nil {
				return fmt.Errorf("quickstart: encode a click: %w", err)
			}
			batch[i] = types.PutRecordsRequestEntry{Data: data, PartitionKey: &c.User}
		}
		for len(batch) > 0 {
			rest, err := put(context.WithoutCancel(ctx), client, stream, batch, l) // an answer that is not read is not in the ledger
			if err != nil {
				return err
			}
			batch = rest
			time.Sleep(putEvery)
		}
	}
	return nil
}

// put sends one batch and returns what the service did not take.
func put(ctx context.Context, client *kinesis.Client, stream string, batch []types.PutRecordsRequestEntry, l *ledger) ([]types.PutRecordsRequestEntry, error) {
	out, err := client.PutRecords(ctx, &kinesis.PutRecordsInput{StreamName: &stream, Records: batch})
	if err != nil {
		return nil, fmt.Errorf("quickstart: put clicks: %w", err)
	}
	var rest []types.PutRecordsRequestEntry
	for i, r := range out.Records {
		if r.ErrorCode != nil {
			rest = append(rest, batch[i])
			continue
		}
		at, err := checkpoint.At(aws.ToString(r.SequenceNumber), 0)
		if err != nil {
			return nil, fmt.Errorf("quickstart: put clicks: %w", err)
		}
		l.wasPut(aws.ToString(batch[i].PartitionKey), at)
	}
	return rest, nil
}
