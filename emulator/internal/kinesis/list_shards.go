package kinesis

// ListShards
//
// Behaviour: shards in the order of their IDs, open and closed, until retention has passed a closed
// one. ShardFilter narrows: AT_TRIM_HORIZON and AT_TIMESTAMP are the shards open then (both ends
// count), FROM_TIMESTAMP those that closed then or later or not yet, AT_LATEST the open ones,
// AFTER_SHARD_ID those with greater IDs, FROM_TRIM_HORIZON all. NextToken carries stream, filter and
// place; each page shows the shards as they are when it is asked for. A request that lags
// (wire.Request.StaleBy) shows them as they were.
//
// Limits: at most and by default 1,000 a page; MaxResults up to 10,000 is accepted. 1,000 calls a
// second per stream under Strict. A token is good for 5 minutes.
//
// Errors: Validation, InvalidArgument (NextToken with another way to name the stream or to start; a
// filter without what it needs; a damaged token), ExpiredNextToken, ResourceNotFound,
// ResourceInUse (CREATING or DELETING), LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type listShardsInput struct {
	namedStream
	NextToken, ExclusiveStartShardId *string
	MaxResults                       *int64
	StreamCreationTimestamp          *timestamp
	ShardFilter                      *shardFilterShape
}

type shardFilterShape struct {
	Type, ShardId *string
	Timestamp     *timestamp
}

type listShardsOutput struct {
	Shards    []shardShape
	NextToken *string `json:",omitempty"`
}

const listedShards = 1000 // a page

func (in *listShardsInput) validate(p *problems) {
	in.namedStream.validate(p)
	p.token(in.NextToken)
	p.name("exclusiveStartShardId", in.ExclusiveStartShardId)
	p.between("maxResults", in.MaxResults, 1, mostListed)
	if f := in.ShardFilter; f != nil {
		p.required("shardFilter.type", f.Type != nil)
		p.oneOf("shardFilter.type", f.Type, filterAfterShard, filterAtHorizon, filterFromHorizon,
			filterAtLatest, filterAtTime, filterFromTime)
		p.name("shardFilter.shardId", f.ShardId)
	}
}

func (c *call) listShards(in *listShardsInput) (*listShardsOutput, *wire.Error) {
	cursor, err := c.cursor(in)
	if err != nil {
		return nil, err
	}
	s, unlock, err := c.streamAt(cursor.home)
	if err != nil {
		return nil, err
	}
	defer unlock()
	switch {
	case cursor.created != 0 && cursor.created != s.created || s.began > c.asOf() && s.serving():
		return nil, c.noStream(s.home)
	case !s.serving():
		return nil, s.mustBeActive()
	}
	shards, more := s.list(c.asOf(), c.ms(), cursor.after, cursor.filter, pageOf(listedShards, in.MaxResults))
	out := &listShardsOutput{Shards: shards}
	if more {
		next := cursor
		next.created, next.after, next.made = s.created, &shards[len(shards)-1].ShardId, c.ms()
		out.NextToken = new(next.token())
	}
	return out, nil
}

// A shardCursor is where a listing goes on.
type shardCursor struct {
	home    home
	created int64   // creation second of the stream, 0 if any will do
	after   *string // shard ID
	filter  shardFilter
	made    int64 // milliseconds
}

func (k shardCursor) token() string {
	w := new(tokenWriter).home(k.home).int(k.created).text(*k.after)
	return seal(listShardsToken, w.text(k.filter.kind).int(int64(k.filter.after)).int(k.filter.at).int(k.made))
}

// parseShardCursor opens a token.
func parseShardCursor(token string) (shardCursor, bool) {
	r, ok := open(listShardsToken, token)
	if !ok {
		return shardCursor{}, false
	}
	k := shardCursor{home: r.home(), created: r.int(), after: new(r.text())}
	k.filter = shardFilter{kind: r.text(), after: int(r.int()), at: r.int()}
	k.made = r.int()
	return k, r.done()
}

// cursor is where this page begins: at a token, or where the request says.
func (c *call) cursor(in *listShardsInput) (shardCursor, *wire.Error) {
	if in.NextToken == nil {
		return c.firstCursor(in)
	}
	if member := in.besideToken(); member != "" {
		return shardCursor{}, wire.Errorf(invalidArgument, "NextToken and %s cannot be provided together.", member)
	}
	k, ok := parseShardCursor(*in.NextToken)
	if !ok || in.StreamARN != nil && *in.StreamARN != k.home.arn() {
		return shardCursor{}, invalidToken()
	}
	return k, freshToken(k.made, c.Now)
}

// besideToken is a member that may not be given beside NextToken, but is.
func (in *listShardsInput) besideToken() string {
	switch {
	case in.StreamName != nil:
		return "StreamName"
	case in.StreamCreationTimestamp != nil:
		return "StreamCreationTimestamp"
	case in.ExclusiveStartShardId != nil:
		return "ExclusiveStartShardId"
	case in.ShardFilter != nil:
		return "ShardFilter"
	}
	return ""
}

func (c *call) firstCursor(in *listShardsInput) (shardCursor, *wire.Error) {
	h, err := c.home(in.StreamName, in.StreamARN)
	if err != nil {
		return shardCursor{}, err
	}
	k := shardCursor{home: h, after: in.ExclusiveStartShardId}
	if in.StreamCreationTimestamp != nil {
		k.created = int64(*in.StreamCreationTimestamp) / 1000
	}
	if in.ShardFilter != nil {
		k.filter, err = in.ShardFilter.filter()
	}
	return k, err
}

// filter checks that a filter has what its type needs, and nothing else.
func (f *shardFilterShape) filter() (shardFilter, *wire.Error) {
	out := shardFilter{kind: *f.Type}
	timed := out.kind == filterAtTime || out.kind == filterFromTime
	switch {
	case (f.ShardId != nil) != (out.kind == filterAfterShard):
		return out, wire.Errorf(invalidArgument, "ShardId must be given with a ShardFilter of type AFTER_SHARD_ID, and only then.")
	case (f.Timestamp != nil) != timed:
		return out, wire.Errorf(invalidArgument, "Timestamp must be given with a ShardFilter of type AT_TIMESTAMP or FROM_TIMESTAMP, and only then.")
	case timed:
		out.at = int64(*f.Timestamp)
	case f.ShardId != nil:
		i, ok := shardIndex(*f.ShardId)
		if !ok {
			return out, wire.Errorf(invalidArgument, "ShardId %s is not the ID of a shard.", *f.ShardId)
		}
		out.after = i
	}
	return out, nil
}

// OfListing tells which stream a NextToken of ListShards belongs to.
func OfListing(token string) (stream string, ok bool) {
	k, ok := parseShardCursor(token)
	return k.home.name, ok
}
