package kinesis

// PutRecords
//
// Behaviour: each record goes to the open shard that owns its hash key, in the order of the
// request, or to the shards in turn on an AUTO stream, where it needs no key; the answer has one entry
// per record in that order. A record over a shard's rate fails alone, with HTTP 200 for the whole: the
// caller sends it again. A refused request writes nothing.
//
// Limits: 1 to 500 records, 10 MiB with partition keys, each record within the stream's maximum.
// Per shard 1,000 records and 1 MiB a second; a record above 1 MiB needs a shard at rest.
//
// Errors: Validation (also: no partition key for a stream that goes by it), InvalidArgument (a record
// or the request too large, a hash key of 2^128 or more), ResourceNotFound, those of KMS,
// DryRunOperation. ProvisionedThroughputExceeded is a record's.

import (
	"fmt"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type putRecordsInput struct {
	namedStream
	Records []putEntry
	DryRun  bool
}

type putEntry struct {
	Data                          []byte
	PartitionKey, ExplicitHashKey *string
}

type putRecordsOutput struct {
	FailedRecordCount int
	Records           []putResult
	EncryptionType    string
}

type putResult struct {
	SequenceNumber *string `json:",omitempty"`
	ShardId        *string `json:",omitempty"`
	ErrorCode      *string `json:",omitempty"`
	ErrorMessage   *string `json:",omitempty"`
}

const (
	mostPuts     = 500
	mostData     = 10 << 20
	mostKeyRunes = 256
)

func (in *putRecordsInput) validate(p *problems) {
	in.namedStream.validate(p)
	p.list("records", in.Records != nil, len(in.Records), mostPuts)
	for i := range in.Records[:min(len(in.Records), mostPuts)] {
		in.Records[i].validate(p, i)
	}
}

func (e *putEntry) validate(p *problems, i int) {
	if e.valid() { // member names are rendered for mistakes only
		return
	}
	e.validateAs(p, memberAt("records", i))
}

func (e *putEntry) valid() bool {
	return e.Data != nil && len(e.Data) <= mostData && e.ExplicitHashKey == nil &&
		(e.PartitionKey == nil || *e.PartitionKey != "" && len(*e.PartitionKey) <= mostKeyRunes)
}

func (e *putEntry) validateAs(p *problems, prefix string) {
	p.required(prefix+"data", e.Data != nil)
	if len(e.Data) > mostData {
		p.add(fmt.Sprintf("%d bytes", len(e.Data)), prefix+"data", "have length less than or equal to %d", mostData)
	}
	p.length(prefix+"partitionKey", e.PartitionKey, 1, mostKeyRunes)
	p.hashKey(prefix+"explicitHashKey", e.ExplicitHashKey)
}

// key is the partition key, "" if there is none.
func (e *putEntry) key() string {
	if e.PartitionKey == nil {
		return ""
	}
	return *e.PartitionKey
}

// hash is where on the line the record goes, unless its stream distributes records itself.
func (e *putEntry) hash() (hashKey, *wire.Error) {
	if e.ExplicitHashKey == nil {
		return hashOf(e.key()), nil
	}
	k, ok := parseHashKey(*e.ExplicitHashKey)
	if !ok {
		return k, wire.Errorf(invalidArgument, "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: "+
			"[0, 2^128-1]. Specified value was %s", *e.ExplicitHashKey)
	}
	return k, nil
}

func (e *putEntry) size() int { return len(e.Data) + len(e.key()) }

func (c *call) putRecords(in *putRecordsInput) (*putRecordsOutput, *wire.Error) {
	hashes, bad := in.hashes() // while nobody waits; told once the stream is known to be there
	s, unlock, err := c.serving(in.StreamName, in.StreamARN)
	if err != nil {
		return nil, err
	}
	m := s.meter(c.service, c.Now)
	defer m.report()
	defer unlock()
	if bad != nil {
		return nil, bad
	}
	for i := range in.Records {
		e := &in.Records[i]
		if s.needsKey(e) {
			return nil, keyless(memberAt("records", i))
		}
		if err := s.fits(e); err != nil {
			return nil, err
		}
	}
	if err := c.key(s); err != nil {
		return nil, err
	}
	if in.DryRun {
		return nil, rehearsed()
	}
	out := &putRecordsOutput{Records: make([]putResult, len(in.Records)), EncryptionType: s.encryption()}
	var taken intakes
	for i := range in.Records {
		seq, sh, err := c.put(s, hashes[i], &in.Records[i])
		taken.take(sh, in.Records[i].size(), err == nil)
		if err != nil {
			out.FailedRecordCount++
			out.Records[i] = putResult{ErrorCode: &err.Type, ErrorMessage: &err.Message}
			continue
		}
		out.Records[i] = putResult{SequenceNumber: new(seq.String()), ShardId: &sh.id}
	}
	m.putRecords(taken)
	return out, nil
}

// hashes routes a request before the stream is locked, and adds up its size.
func (in *putRecordsInput) hashes() ([]hashKey, *wire.Error) {
	hashes, size := make([]hashKey, len(in.Records)), 0
	for i := range in.Records {
		k, err := in.Records[i].hash()
		if err != nil {
			return nil, err
		}
		hashes[i] = k
		size += in.Records[i].size()
	}
	if size > requestBytes {
		return nil, wire.Errorf(invalidArgument, "Records size exceeds 10 MB limit")
	}
	return hashes, nil
}

// fits checks a record against the stream's maximum.
func (s *stream) fits(e *putEntry) *wire.Error {
	if size := e.size(); size > s.maxRecord {
		return wire.Errorf(invalidArgument, "The record has %d bytes with its partition key, more than the %d that stream %s takes.",
			size, s.maxRecord, s.home.name)
	}
	return nil
}

// put appends one record to its shard. It answers the shard even where that refuses.
func (c *call) put(s *stream, hash hashKey, e *putEntry) (sequence, *shard, *wire.Error) {
	sh, ok := c.take(s, hash, e.size())
	if !ok {
		return sequence{}, sh, overThroughput(s, sh)
	}
	s.trim(sh, c.ms())
	r := sh.log.append(c.ms(), e.key(), e.Data)
	sh.puts++
	sh.wake()
	return sh.number(r.counter, r.arrived), sh, nil
}
