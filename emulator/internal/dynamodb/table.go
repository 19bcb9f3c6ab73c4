package dynamodb

// Tables: a schema, rows, and settings. What DescribeTable says of them is in description.go.

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
		rows        rows
		indexes     []*index
		defined     []attributeDefinition
		throughput  throughput
		onDemand    time.Time // since when; zero: provisioned
		wasOnDemand time.Time // since when, before it was provisioned; zero: never
		protected   bool
		recovery    bool // point-in-time recovery is switched on
		status      string
		turns       []turn // in their order
		gone        bool   // deleted
		decreases   day    // of the throughput
		switches    []time.Time
		tags        map[string]string
		ttl         timeToLive
		policy      policy
		shown       shown
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
