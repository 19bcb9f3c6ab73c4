package dynamo

// Reading attributes: the first that is not as it should be is what the error tells of.

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
)

type reader struct {
	row item
	err error
}

// fail notes that an attribute is not what it should be.
func (r *reader) fail(name, want string) {
	if r.err == nil {
		r.err = fmt.Errorf("the row %s cannot be read: %s is %s, want %s", show(r.row[leaseKey]), name, show(r.row[name]), want)
	}
}

// show is an attribute's value for an error. Bytes are the user's and are not shown.
func show(v types.AttributeValue) string {
	switch v := v.(type) {
	case nil:
		return "absent"
	case *types.AttributeValueMemberS:
		return short(strconv.Quote(v.Value))
	case *types.AttributeValueMemberN:
		return short(v.Value)
	case *types.AttributeValueMemberSS:
		return short(fmt.Sprintf("%q", v.Value))
	case *types.AttributeValueMemberB:
		return fmt.Sprintf("%d bytes", len(v.Value))
	default:
		return fmt.Sprintf("a %T", v)
	}
}

// short bounds what an error may carry of a row of up to 400 KB.
func short(text string) string {
	if len(text) > 200 {
		return strings.ToValidUTF8(text[:200], "") + "…"
	}
	return text
}

// text is a string, "" if absent. An empty one is refused: nobody writes it, and a condition that
// the attribute is absent would never hold of it.
func (r *reader) text(name string) string {
	v, there := r.row[name]
	if !there {
		return ""
	}
	s, ok := v.(*types.AttributeValueMemberS)
	if !ok || s.Value == "" {
		r.fail(name, "a string that is not empty")
		return ""
	}
	return s.Value
}

// digits is a number's text, "" if absent.
func (r *reader) digits(name string) string {
	v, there := r.row[name]
	if !there {
		return ""
	}
	n, ok := v.(*types.AttributeValueMemberN)
	if !ok || n.Value == "" {
		r.fail(name, "a number")
		return ""
	}
	return n.Value
}

// number is a Java Long, 0 if absent.
func (r *reader) number(name string) int64 {
	digits := r.digits(name)
	if digits == "" {
		return 0
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		r.fail(name, "a whole number of 64 bits")
	}
	return n
}

func (r *reader) span(name string) time.Duration {
	digits := r.digits(name)
	if digits == "" {
		return 0
	}
	d, err := parseSpan(digits)
	if err != nil {
		r.fail(name, "a number of milliseconds")
	}
	return d
}

func (r *reader) instant(name string, unit timeUnit) time.Time {
	digits := r.digits(name)
	if digits == "" {
		return time.Time{}
	}
	t, err := unit.parse(digits)
	if err != nil || t.IsZero() {
		r.fail(name, "a time since the epoch")
	}
	return t
}

// set is in order: a set has none, and equal rows shall be equal.
func (r *reader) set(name string) []string {
	v, there := r.row[name]
	if !there {
		return nil
	}
	ss, ok := v.(*types.AttributeValueMemberSS)
	if !ok || len(ss.Value) == 0 || slices.Contains(ss.Value, "") {
		r.fail(name, "a set of strings that are not empty")
		return nil
	}
	return slices.Compact(slices.Sorted(slices.Values(ss.Value)))
}

// position is a checkpoint of two columns. A sentinel's sub-sequence number means nothing.
func (r *reader) position(column, subColumn string) checkpoint.Position {
	p, err := checkpoint.Parse(r.text(column))
	if err != nil || p.Column() != r.text(column) {
		r.fail(column, "a sequence number, TRIM_HORIZON, LATEST, AT_TIMESTAMP or SHARD_END")
		return checkpoint.Position{}
	}
	digits := r.digits(subColumn)
	if digits == "" || !p.IsSequence() {
		return p
	}
	sub, err := strconv.ParseUint(digits, 10, 64)
	if err != nil {
		r.fail(subColumn, "a sub-sequence number")
		return p
	}
	p, err = checkpoint.At(p.SequenceNumber(), sub)
	if err != nil {
		r.fail(column, "a sequence number")
	}
	return p
}

func (r *reader) pending() *checkpoint.Pending {
	if _, there := r.row[pending]; !there {
		return nil
	}
	p := &checkpoint.Pending{Position: r.position(pending, pendingSub)}
	if v, there := r.row[pendingState]; there {
		b, ok := v.(*types.AttributeValueMemberB)
		if !ok {
			r.fail(pendingState, "bytes")
			return nil
		}
		p.State = b.Value
	}
	return p
}

// marks are ours; a row that Java wrote has none.
func (r *reader) marks() lease.Marks {
	version := r.number(format)
	if version < 0 || version > lease.Format {
		r.fail(format, fmt.Sprintf("at most %d: a newer release wrote this row, so this one leaves the table alone", lease.Format))
	}
	return lease.Marks{
		Format:    int(version),
		StreamARN: r.text(streamARN),
		Created:   r.instant(streamCreated, seconds),
	}
}
