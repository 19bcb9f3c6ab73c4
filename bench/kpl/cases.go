package main

// What is packed and unpacked: aggregates as full as the KPL makes them.

import (
	"fmt"

	"github.com/shardkeeper/shardkeeper/processor/kpl"
)

// A setting is a kind of aggregate.
type setting struct {
	name    string
	records []kpl.UserRecord // of one aggregate
	packed  []byte
}

// pages is how many aggregates are unpacked at a time.
const pages = 20

func cases() []setting {
	return []setting{
		newSetting("records of 100 B, 20 keys", 100, 20),
		newSetting("records of 100 B, a key each", 100, 1<<30),
		newSetting("records of 1 KB, 20 keys", 1000, 20),
	}
}

// everything is the shard that all keys belong to.
func everything() (kpl.Map, error) {
	whole, err := kpl.ParseRange("0", "340282366920938463463374607431768211455")
	if err != nil {
		return kpl.Map{}, err
	}
	return kpl.NewMap([]kpl.Range{whole})
}

// newSetting packs records until the aggregate is full.
func newSetting(name string, size, keys int) setting {
	s := setting{name: name}
	m, err := everything()
	if err != nil {
		return s
	}
	var a kpl.Aggregator
	entries := a.Use(m, nil)
	for i := 0; len(entries) == 0; i++ {
		r := kpl.UserRecord{PartitionKey: fmt.Sprint("account-", i%keys), Data: make([]byte, size)}
		for j := range r.Data {
			r.Data[j] = byte(i + j)
		}
		if entries, err = a.Add(r, entries); err != nil {
			return s
		}
		s.records = append(s.records, r)
	}
	s.packed, s.records = entries[0].Data, s.records[:entries[0].Records]
	return s
}
