package worker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/aws/smithy-go"

	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/shardsync"
)

// A stream is the one that a worker reads: how it is named in calls, and how it is listed.
type stream struct {
	client *kinesis.Client
	name   string
	arn    string // "" if the stream was given by name: then calls bear the name
}

func newStream(client *kinesis.Client, given string) stream {
	if a, err := arn.Parse(given); err == nil {
		return stream{client: client, name: nameInARN(a), arn: given}
	}
	return stream{client: client, name: given}
}

// byName and byARN are how a call says which stream: an ARN goes on every call, since only it can
// name a stream of another account.
func (s stream) byName() *string {
	if s.arn != "" {
		return nil
	}
	return &s.name
}

func (s stream) byARN() *string {
	if s.arn == "" {
		return nil
	}
	return &s.arn
}

// A description is what a worker must know of a stream besides its shards.
type description struct {
	arn       string
	created   time.Time
	retention time.Duration
}

// describe also tells the time by the service's clock, or a little earlier: the Date of its
// answer is in whole seconds, rounded down.
func (s stream) describe(ctx context.Context) (description, time.Time, error) {
	now := time.Now()
	out, err := s.client.DescribeStreamSummary(ctx, &kinesis.DescribeStreamSummaryInput{StreamName: s.byName(), StreamARN: s.byARN()})
	if err != nil {
		return description{}, now, s.explained("kinesis:DescribeStreamSummary", err)
	}
	if date, ok := middleware.GetServerTime(out.ResultMetadata); ok {
		now = date
	}
	d := out.StreamDescriptionSummary
	return description{
		arn:       aws.ToString(d.StreamARN),
		created:   aws.ToTime(d.StreamCreationTimestamp).Truncate(time.Second),
		retention: time.Duration(aws.ToInt32(d.RetentionPeriodHours)) * time.Hour,
	}, now, nil
}

// openAt lists the shards that took records at a time.
func (s stream) openAt(ctx context.Context, at time.Time) ([]shardsync.Shard, error) {
	return s.list(ctx, &types.ShardFilter{Type: types.ShardFilterTypeAtTimestamp, Timestamp: &at})
}

// list lists the shards that the filter lets through; without one, all that the service still
// knows.
func (s stream) list(ctx context.Context, filter *types.ShardFilter) ([]shardsync.Shard, error) {
	var shards []shardsync.Shard
	in := &kinesis.ListShardsInput{StreamName: s.byName(), StreamARN: s.byARN(), ShardFilter: filter}
	for {
		out, err := s.client.ListShards(ctx, in)
		if err != nil {
			return nil, s.explained("kinesis:ListShards", err)
		}
		for i := range out.Shards {
			shards = append(shards, shardOf(&out.Shards[i]))
		}
		if out.NextToken == nil {
			return shards, nil
		}
		in = &kinesis.ListShardsInput{NextToken: out.NextToken, StreamARN: s.byARN()}
	}
}

func shardOf(s *types.Shard) shardsync.Shard {
	shard := shardsync.Shard{ID: aws.ToString(s.ShardId)}
	for _, parent := range []*string{s.ParentShardId, s.AdjacentParentShardId} {
		if parent != nil {
			shard.Parents = append(shard.Parents, *parent)
		}
	}
	if r := s.HashKeyRange; r != nil {
		shard.HashKeys = lease.HashKeys{Starting: aws.ToString(r.StartingHashKey), Ending: aws.ToString(r.EndingHashKey)}
	}
	shard.Closed = s.SequenceNumberRange != nil && s.SequenceNumberRange.EndingSequenceNumber != nil
	return shard
}

// explained adds to an error of the service what the reader of a log needs to act on it.
func (s stream) explained(action string, err error) error {
	api, ok := errors.AsType[smithy.APIError](err)
	switch {
	case ok && api.ErrorCode() == "ResourceNotFoundException":
		return fmt.Errorf("worker: stream %s does not exist in region %s of this account; create it, or correct Stream, AWS.Region or the credentials: %w",
			s, s.client.Options().Region, err)
	case ok && denied(api.ErrorCode()):
		return fmt.Errorf("worker: %s on stream %s is not allowed; add {\"Effect\": \"Allow\", \"Action\": [\"%s\"], \"Resource\": \"%s\"} to this identity's policy (docs/iam.md has the whole): %w",
			action, s, action, s.resource(), err)
	default:
		return fmt.Errorf("worker: %s of stream %s: %w", action, s, err)
	}
}

func denied(code string) bool {
	switch code {
	case "AccessDeniedException", "AccessDenied", "UnauthorizedOperation", "NotAuthorized":
		return true
	}
	return false
}

func (s stream) String() string { return s.name }

func (s stream) resource() string {
	if s.arn != "" {
		return s.arn
	}
	return fmt.Sprintf("arn:aws:kinesis:%s:*:stream/%s", s.client.Options().Region, s.name)
}
