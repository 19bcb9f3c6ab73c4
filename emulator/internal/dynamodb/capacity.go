package dynamodb

// Consumed capacity: what the service would have charged, for the table and each of its indexes.

import (
	"maps"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
)

// A usage is the units of one request on one table.
type usage struct {
	table  float64
	local  map[string]units // by the names of indexes
	global map[string]units
}

// A consumption is a usage as answers have it.
type consumption struct {
	TableName              string
	CapacityUnits          float64
	Table                  *units           `json:",omitempty"`
	LocalSecondaryIndexes  map[string]units `json:",omitempty"`
	GlobalSecondaryIndexes map[string]units `json:",omitempty"`
}

type units struct{ CapacityUnits float64 }

// of adds the units of an index.
func (u *usage) of(ix *index, n float64) {
	all := &u.global
	if ix.local {
		all = &u.local
	}
	if *all == nil {
		*all = map[string]units{}
	}
	(*all)[ix.name] = units{(*all)[ix.name].CapacityUnits + n}
}

// plus is the usage of two requests, each so many times.
func (u usage) plus(v usage, times float64) usage {
	return usage{u.table + times*v.table, sum(u.local, v.local, times), sum(u.global, v.global, times)}
}

func sum(a, b map[string]units, times float64) map[string]units {
	if len(a)+len(b) == 0 {
		return nil
	}
	all := map[string]units{}
	maps.Copy(all, a)
	for name, n := range b {
		all[name] = units{all[name].CapacityUnits + times*n.CapacityUnits}
	}
	return all
}

func (u usage) total() float64 {
	n := u.table
	for _, of := range u.local {
		n += of.CapacityUnits
	}
	for _, of := range u.global {
		n += of.CapacityUnits
	}
	return n
}

// consumed is an entry as ReturnConsumedCapacity asks for it, nil if it does not.
func consumed(mode, table string, u usage) *consumption {
	switch mode {
	case "TOTAL":
		return &consumption{TableName: table, CapacityUnits: u.total()}
	case "INDEXES":
		return &consumption{table, u.total(), &units{u.table}, u.local, u.global}
	}
	return nil
}

// consumed writes the entry of an operation on one table.
func (a *answer) consumed(mode, table string, u usage) {
	if entry := consumed(mode, table, u); entry != nil {
		a.value("ConsumedCapacity", entry)
	}
}

// consumedAll writes the entries of an operation on several tables.
func (a *answer) consumedAll(mode string, totals map[string]usage, order []string) {
	var all []*consumption
	for _, table := range order {
		if entry := consumed(mode, table, totals[table]); entry != nil {
			all = append(all, entry)
		}
	}
	if all != nil {
		a.value("ConsumedCapacity", all)
	}
}

// readUnits is a unit for each 4 KB, half of it if the read may lag.
func readUnits(bytes int, consistent bool) float64 {
	blocks := float64(max(1, (bytes+4095)/4096))
	if consistent {
		return blocks
	}
	return blocks / 2
}

// writeUnits is a unit for each KB of the larger of the item before and after.
func writeUnits(before, after int) float64 {
	return float64(max(1, (max(before, after)+1023)/1024))
}

// charge is what a write costs. The lock is held.
func (t *table) charge(before, after attribute.Map) usage {
	u := usage{table: writeUnits(before.ItemSize(), after.ItemSize())}
	for _, ix := range t.mu.indexes {
		if n := ix.writeUnits(t.schema, before, after); n > 0 {
			u.of(ix, n)
		}
	}
	return u
}

func (p *problems) consumed(mode string) {
	p.oneOf("returnConsumedCapacity", mode, "INDEXES", "TOTAL", "NONE")
}
