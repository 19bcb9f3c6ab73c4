package dynamodb

// BatchGetItem reads up to a hundred items of any tables.
//
// Behaviour: what is not there is left out. Without ConsistentRead a table's items may be from the
// past (wire.Request.StaleBy). Keys whose items do not fit into the answer any more, or for
// which a provisioned table has no capacity under Strict, are in UnprocessedKeys, as they were asked for.
// Limits: 100 keys, none twice; 16 MB of items.
// Errors: ProvisionedThroughputExceededException if nothing could be read; ResourceNotFoundException; ValidationException.

import (
	"maps"
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

const (
	maxBatchGet   = 100
	maxBatchBytes = 16 << 20
)

type batchGet struct {
	RequestItems           map[string]*batchKeys
	ReturnConsumedCapacity string
}

type batchKeys struct {
	Keys                     []attribute.Map
	ConsistentRead           bool
	ExpressionAttributeNames map[string]string
	selection
}

func (in *batchGet) validate(p *problems) {
	p.required("requestItems", in.RequestItems != nil)
	p.filled("requestItems", len(in.RequestItems), in.RequestItems != nil)
	p.consumed(in.ReturnConsumedCapacity)
	for _, name := range slices.Sorted(maps.Keys(in.RequestItems)) {
		p.table(name)
		keys := "requestItems." + name + ".member.keys"
		if in.RequestItems[name] == nil || in.RequestItems[name].Keys == nil {
			p.required(keys, false)
			continue
		}
		p.count(keys, len(in.RequestItems[name].Keys), 1, maxBatchGet)
	}
}

// A batch is what BatchGetItem found so far.
type batch struct {
	found  map[string][]attribute.Map
	left   map[string]any
	totals map[string]usage
	bytes  int
	slow   *wire.Error // why something was left
}

func (c *call) batchGetItem(in *batchGet) ([]byte, *wire.Error) {
	names, total := slices.Sorted(maps.Keys(in.RequestItems)), 0
	for _, name := range names {
		total += len(in.RequestItems[name].Keys)
	}
	if total > maxBatchGet {
		return nil, refuse("Too many items requested for the BatchGetItem call")
	}
	b := batch{found: map[string][]attribute.Map{}, left: map[string]any{}, totals: map[string]usage{}}
	for _, name := range names {
		if err := c.batchRead(&b, name, in.RequestItems[name]); err != nil {
			return nil, err
		}
	}
	if err := idleBatch(b.totals, b.slow); err != nil {
		return nil, err
	}
	var out answer
	out.value("Responses", b.found)
	out.value("UnprocessedKeys", b.left)
	out.consumedAll(in.ReturnConsumedCapacity, b.totals, names)
	return out.document(), nil
}

// batchRead reads the keys of one table.
func (c *call) batchRead(b *batch, name string, in *batchKeys) *wire.Error {
	paths, err := in.selected(in.ExpressionAttributeNames)
	if err != nil {
		return err
	}
	places, err := c.batchPlaces(name, in)
	if err != nil {
		return err
	}
	t, err := c.table(name)
	if err != nil {
		return err
	}
	b.found[name] = []attribute.Map{}
	for i, at := range places {
		item, err := c.read(t, at, in.ConsistentRead)
		if err != nil {
			b.left[name], b.slow = in.from(i), err
			return nil
		}
		if b.bytes+item.ItemSize() > maxBatchBytes {
			b.left[name] = in.from(i)
			return nil
		}
		b.bytes += item.ItemSize()
		b.totals[name] = b.totals[name].plus(usage{table: readUnits(item.ItemSize(), in.ConsistentRead)}, 1)
		if item != nil {
			b.found[name] = append(b.found[name], selectFrom(item, paths))
		}
	}
	return nil
}

// batchPlaces are the places of the keys, each another.
func (c *call) batchPlaces(name string, in *batchKeys) ([]place, *wire.Error) {
	var places []place
	seen := map[place]bool{}
	for _, key := range in.Keys {
		_, at, err := c.locate(name, key)
		if err != nil {
			return nil, err
		}
		if seen[at] {
			return nil, refuse("Provided list of item keys contains duplicates")
		}
		seen[at] = true
		places = append(places, at)
	}
	return places, nil
}

// from is the request for the keys from the i-th on, as a document.
func (in *batchKeys) from(i int) any {
	return struct {
		Keys                     []attribute.Map
		ConsistentRead           bool              `json:",omitempty"`
		ExpressionAttributeNames map[string]string `json:",omitempty"`
		ProjectionExpression     *string           `json:",omitempty"`
		AttributesToGet          []string          `json:",omitempty"`
	}{in.Keys[i:], in.ConsistentRead, in.ExpressionAttributeNames, in.ProjectionExpression, in.AttributesToGet}
}
