package dynamo

// The row format: a lease as an item, and back. Attributes are the Java KCL's unless noted.

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
)

// item is a row as DynamoDB has it. An attribute that says nothing is absent: Java throws on an
// empty string or set.
type item = map[string]types.AttributeValue

const (
	leaseKey        = "leaseKey"
	leaseOwner      = "leaseOwner"
	leaseCounter    = "leaseCounter"
	ownerSwitches   = "ownerSwitchesSinceCheckpoint"
	position        = "checkpoint"
	subSequence     = "checkpointSubSequenceNumber"
	pending         = "pendingCheckpoint"
	pendingSub      = "pendingCheckpointSubSequenceNumber"
	pendingState    = "pendingCheckpointState"
	parentShards    = "parentShardId"
	childShards     = "childShardIds"
	startingHashKey = "startingHashKey"
	endingHashKey   = "endingHashKey"
	checkpointOwner = "checkpointOwner"
	entityType      = "entityType" // read only: absent means LEASE to all KCL versions
	streamName      = "streamName" // of tables of several streams, as is shardId: written at creation
	shardID         = "shardId"

	// Ours.
	tenure        = "tenure"
	failover      = "failoverMillis"
	format        = "format"
	streamARN     = "streamArn"
	streamCreated = "streamCreated" // seconds since the epoch
	startTime     = "startTime"     // milliseconds since the epoch
	doneUntil     = "doneUntil"     // milliseconds since the epoch
	news          = "news"
)

// encode is the whole row of l. Counters are written even if they are 0: Java throws on a row
// that lacks one.
func encode(l lease.Lease) item {
	row := keyOf(l.Key)
	number(row, leaseCounter, l.Counter)
	number(row, ownerSwitches, l.OwnerSwitches)
	text(row, leaseOwner, l.Owner)
	text(row, checkpointOwner, l.CheckpointOwner)
	row[position] = &types.AttributeValueMemberS{Value: l.Position.Column()}
	row[subSequence] = sub(l.Position)
	if l.Pending != nil {
		row[pending] = &types.AttributeValueMemberS{Value: l.Pending.Position.Column()}
		row[pendingSub] = sub(l.Pending.Position)
		if len(l.Pending.State) > 0 {
			row[pendingState] = &types.AttributeValueMemberB{Value: l.Pending.State}
		}
	}
	set(row, parentShards, l.Parents)
	set(row, childShards, l.Children)
	text(row, startingHashKey, l.HashKeys.Starting)
	text(row, endingHashKey, l.HashKeys.Ending)
	if l.Key.Stream != "" {
		text(row, streamName, l.Key.Stream)
		text(row, shardID, l.Key.Shard)
	}
	encodeOurs(row, l)
	return row
}

func encodeOurs(row item, l lease.Lease) {
	text(row, tenure, l.Tenure)
	text(row, streamARN, l.Marks.StreamARN)
	if l.Marks.Format != 0 {
		number(row, format, int64(l.Marks.Format))
	}
	if l.Failover != 0 {
		row[failover] = &types.AttributeValueMemberN{Value: formatSpan(l.Failover)}
	}
	instant(row, streamCreated, l.Marks.Created, seconds)
	instant(row, startTime, l.Start, millis)
	instant(row, doneUntil, l.Done, millis)
	if l.News != 0 {
		number(row, news, l.News)
	}
}

// keyOf is a row's primary key.
func keyOf(key lease.Key) item {
	return item{leaseKey: &types.AttributeValueMemberS{Value: key.String()}}
}

func text(row item, name, value string) {
	if value != "" {
		row[name] = &types.AttributeValueMemberS{Value: value}
	}
}

func number(row item, name string, n int64) {
	row[name] = &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}

func instant(row item, name string, t time.Time, unit timeUnit) {
	if !t.IsZero() {
		row[name] = &types.AttributeValueMemberN{Value: unit.format(t)}
	}
}

// set is in order, so that two encodings of the same set are equal.
func set(row item, name string, members []string) {
	if len(members) > 0 {
		row[name] = &types.AttributeValueMemberSS{Value: slices.Compact(slices.Sorted(slices.Values(members)))}
	}
}

func sub(p checkpoint.Position) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatUint(p.SubSequenceNumber(), 10)}
}

// isLease tells a lease from the other rows that KCL 3.5 keeps in the same table. Older ones keep
// no others, and their rows bear no entityType.
func isLease(row item) bool {
	if kind, typed := row[entityType]; typed {
		s, ok := kind.(*types.AttributeValueMemberS)
		return ok && s.Value == "LEASE"
	}
	return row[leaseCounter] != nil
}

// decode reads a row. Attributes that it does not know are left alone.
func decode(row item) (lease.Lease, error) {
	r := reader{row: row}
	key := r.text(leaseKey)
	if r.err == nil && (key == "" || lease.ParseKey(key).String() != key) {
		r.fail(leaseKey, "a lease's key")
	}
	if r.err == nil && !isLease(row) {
		return lease.Lease{}, fmt.Errorf("the row %q is no lease: its entityType is %s", key, show(row[entityType]))
	}
	l := lease.Lease{
		Key:             lease.ParseKey(key),
		Owner:           r.text(leaseOwner),
		CheckpointOwner: r.text(checkpointOwner),
		Counter:         r.number(leaseCounter),
		OwnerSwitches:   r.number(ownerSwitches),
		Position:        r.position(position, subSequence),
		Pending:         r.pending(),
		Parents:         r.set(parentShards),
		Children:        r.set(childShards),
		HashKeys:        lease.HashKeys{Starting: r.text(startingHashKey), Ending: r.text(endingHashKey)},
		Tenure:          r.text(tenure),
		Failover:        r.span(failover),
		Start:           r.instant(startTime, millis),
		Done:            r.instant(doneUntil, millis),
		Marks:           r.marks(),
		News:            r.number(news),
	}
	if r.err != nil {
		return lease.Lease{}, r.err
	}
	return l, nil
}
