package dynamodb

// Tables: a schema, rows, and what DescribeTable says about both.

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// A table's home, schema and time of creation never change. The rest is under the lock, which is
// held for arithmetic only.
type table struct {
	home    home
	schema  schema
	created time.Time
	pace    pace

	mu struct {
		sync.RWMutex
		rows       rows
		indexes    []*index
		defined    []attributeDefinition
		throughput throughput
		onDemand   time.Time // since when; zero: provisioned
		protected  bool
		recovery   bool // point-in-time recovery is switched on
		status     string
		turns      []turn // in their order
		gone       bool   // deleted
		decreases  day    // of the throughput
		switches   []time.Time
		tags       map[string]string
		ttl        timeToLive
	}
}

// throughput is provisioned capacity, as documents have it. budget.go limits by it.
type throughput struct{ ReadCapacityUnits, WriteCapacityUnits int64 }

// index finds an index by name, with the lock held.
func (t *table) index(name string) *index {
	at := slices.IndexFunc(t.mu.indexes, func(ix *index) bool { return ix.name == name })
	if at < 0 {
		return nil
	}
	return t.mu.indexes[at]
}

// accepts checks an item that is to be stored against the indexes, with the lock held.
func (t *table) accepts(item attribute.Map) *wire.Error {
	for _, ix := range t.mu.indexes {
		if err := ix.accepts(item); err != nil {
			return err
		}
	}
	return nil
}

// acceptsUpdate is accepts for an item that an update made of an old one.
func (t *table) acceptsUpdate(old, item attribute.Map) *wire.Error {
	for _, ix := range t.mu.indexes {
		if err := ix.acceptsUpdate(old, item); err != nil {
			return err
		}
	}
	return nil
}

// The shapes of a table's description.
type (
	description struct {
		AttributeDefinitions      []attributeDefinition
		TableName                 string
		KeySchema                 []keyElement
		TableStatus               string
		CreationDateTime          float64
		ProvisionedThroughput     throughputDescription
		TableSizeBytes            int
		ItemCount                 int
		TableArn                  string
		TableId                   string
		BillingModeSummary        *billingSummary    `json:",omitempty"`
		LocalSecondaryIndexes     []indexDescription `json:",omitempty"`
		GlobalSecondaryIndexes    []indexDescription `json:",omitempty"`
		DeletionProtectionEnabled bool
	}

	throughputDescription struct {
		LastIncreaseDateTime   float64 `json:",omitempty"`
		LastDecreaseDateTime   float64 `json:",omitempty"`
		NumberOfDecreasesToday int
		throughput
	}

	billingSummary struct {
		BillingMode                       string
		LastUpdateToPayPerRequestDateTime float64
	}

	indexDescription struct {
		IndexName             string
		KeySchema             []keyElement
		Projection            projection
		IndexStatus           string                 `json:",omitempty"`
		Backfilling           bool                   `json:",omitempty"`
		ProvisionedThroughput *throughputDescription `json:",omitempty"`
		IndexSizeBytes        int
		ItemCount             int
		IndexArn              string
	}
)

// describe takes the lock.
func (t *table) describe(now time.Time) description {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.described(now)
}

// described is the description, with the lock held.
func (t *table) described(now time.Time) description {
	d := description{
		AttributeDefinitions:      t.mu.defined,
		TableName:                 t.home.name,
		KeySchema:                 t.schema.elements(),
		TableStatus:               t.mu.status,
		CreationDateTime:          seconds(t.created),
		ProvisionedThroughput:     t.mu.decreases.describe(t.mu.throughput, now),
		TableSizeBytes:            t.mu.rows.bytes,
		ItemCount:                 t.mu.rows.count,
		TableArn:                  t.home.arn(),
		TableId:                   t.id(),
		DeletionProtectionEnabled: t.mu.protected,
	}
	if !t.mu.onDemand.IsZero() {
		d.BillingModeSummary = &billingSummary{"PAY_PER_REQUEST", seconds(t.mu.onDemand)}
	}
	for _, ix := range t.mu.indexes {
		if ix.local {
			d.LocalSecondaryIndexes = append(d.LocalSecondaryIndexes, t.describeIndex(ix))
			continue
		}
		global := t.describeIndex(ix)
		global.IndexStatus, global.Backfilling = ix.status, ix.filling
		global.ProvisionedThroughput = new(ix.decreases.describe(ix.throughput, now))
		d.GlobalSecondaryIndexes = append(d.GlobalSecondaryIndexes, global)
	}
	return d
}

func (t *table) describeIndex(ix *index) indexDescription {
	d := indexDescription{
		IndexName:  ix.name,
		KeySchema:  ix.schema.elements(),
		Projection: ix.projection,
		IndexArn:   t.home.arn() + "/index/" + ix.name,
	}
	for e := range ix.view(t.schema, &t.mu.rows, span{}, time.Time{}, false) {
		d.ItemCount++
		d.IndexSizeBytes += e.item.ItemSize()
	}
	return d
}

// id is a UUID that differs between two tables, even of one name.
func (t *table) id() string {
	id := sha256.Sum256(fmt.Append(nil, t.home.arn(), t.created.UnixNano()))
	id[6], id[8] = id[6]&0x0F|0x40, id[8]&0x3F|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:16])
}

// seconds is a time as DynamoDB's documents have it.
func seconds(at time.Time) float64 { return float64(at.UnixMilli()) / 1000 }

// compareHomes is the order in which several tables are locked.
func compareHomes(a, b *table) int { return cmp.Compare(a.home.arn(), b.home.arn()) }
