package kinesis

// GetRecords
//
// Behaviour: a page of records from where the iterator stands, and the iterator after them.
// MillisBehindLatest is the age of the first record that is not in the page, 0 if there is none.
// The page that reaches the end of a closed shard has no next iterator and names the children; it
// may bear records. An iterator may be used again until it expires.
//
// Limits: 10,000 records and 10 MiB a page. Per shard 5 calls a second and 2 MiB a second, shared
// by all callers: the page that goes beyond is answered, then the shard refuses for as long as the
// page takes at 2 MiB a second, a second at least.
//
// Errors: Validation, InvalidArgument (a damaged iterator, or one of another stream than StreamARN),
// ExpiredIterator (older than 5 minutes), ResourceNotFound (the stream is gone or was created again,
// or retention removed the shard), ProvisionedThroughputExceeded, those of KMS, DryRunOperation.

import (
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type getRecordsInput struct {
	ShardIterator, StreamARN *string
	Limit                    *int64
	DryRun                   bool
}

type getRecordsOutput struct {
	Records            []recordShape
	NextShardIterator  *string `json:",omitempty"`
	MillisBehindLatest int64
	ChildShards        []childShardShape `json:",omitempty"`
}

const pageRecords = 10_000

func (in *getRecordsInput) validate(p *problems) {
	p.required("shardIterator", in.ShardIterator != nil)
	p.length("shardIterator", in.ShardIterator, 1, 512)
	p.between("limit", in.Limit, 1, pageRecords)
	p.stream(nil, in.StreamARN)
}

func (c *call) getRecords(in *getRecordsInput) (*getRecordsOutput, *wire.Error) {
	it, ok := parseIterator(*in.ShardIterator)
	if !ok {
		return nil, wire.Errorf(invalidArgument, "Invalid ShardIterator.")
	}
	if err := it.fresh(c.Now); err != nil {
		return nil, err
	}
	page, out, err := c.read(it, in)
	if err != nil {
		return nil, err
	}
	out.Records = page.shapes()
	return out, nil
}

// read does what needs the stream; the records it returns are rendered without its lock.
func (c *call) read(it iterator, in *getRecordsInput) (sheet, *getRecordsOutput, *wire.Error) {
	s, unlock, err := c.iterated(it, in.StreamARN)
	if err != nil {
		return sheet{}, nil, err
	}
	m := s.meter(c.service, c.Now)
	defer m.report()
	defer unlock()
	sh, ok := s.shardAt(it.shard, c.ms())
	if !ok {
		return sheet{}, nil, unreadable(it.home, it.shard)
	}
	now := c.Now.UnixNano()
	if c.throttles() && (!sh.pace.readBytes.admit(now) || !sh.pace.reads.admit(now, time.Second/readsPerSecond)) {
		m.throttledRead(sh)
		return sheet{}, nil, overThroughput(s, sh)
	}
	if err := c.key(s); err != nil {
		return sheet{}, nil, err
	}
	if in.DryRun {
		return sheet{}, nil, rehearsed()
	}
	page, bytes := sh.log.page(it.counter, pageOf(pageRecords, in.Limit), pageBytes)
	if c.throttles() {
		sh.pace.readBytes.spend(now, bytes)
	}
	sh.reads++
	m.getRecords(sh, page, bytes)
	return sh.sheet(page), c.after(s, sh, max(it.counter, sh.log.first)+uint64(len(page))), nil
}

// iterated finds the stream that an iterator belongs to.
func (c *call) iterated(it iterator, arn *string) (*stream, func(), *wire.Error) {
	if arn != nil && *arn != it.home.arn() {
		return nil, nil, wire.Errorf(invalidArgument, "The ShardIterator does not belong to the stream %s.", *arn)
	}
	s, unlock, err := c.streamAt(it.home)
	if err != nil {
		return nil, nil, unreadable(it.home, it.shard)
	}
	if !s.serving() || s.created != it.created {
		unlock()
		return nil, nil, unreadable(it.home, it.shard)
	}
	return s, unlock, nil
}

// after is all of the answer but its records, for a reader that now stands at next.
func (c *call) after(s *stream, sh *shard, next uint64) *getRecordsOutput {
	switch {
	case next < sh.log.next || sh.open():
		return &getRecordsOutput{NextShardIterator: new(c.iterator(s, sh, next).token()), MillisBehindLatest: sh.behind(next, c.ms())}
	default:
		return &getRecordsOutput{ChildShards: sh.childShapes()}
	}
}
