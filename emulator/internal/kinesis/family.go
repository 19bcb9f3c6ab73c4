package kinesis

// The family of a stream's shards, for pictures and reports.

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// A Family is a stream at an instant.
type Family struct {
	Account, Region, Name, Status string
	Shards                        []Member // that retention has not removed, by ID
}

// A Member is one shard of a family.
type Member struct {
	ID         string
	Parents    []string // ParentShardId first; they may be gone from the family
	Children   []string
	Open       bool
	Start, End float64 // its part of the hash line, from 0 to 1
	Records    int     // kept
	Puts       int64   // ever
	Reads      int64   // GetRecords calls answered
}

// Family shows one stream.
func (s *Service) Family(account, region, name string, now time.Time) (Family, bool) {
	p := s.place(home{account, region, name}, false)
	if p == nil {
		return Family{}, false
	}
	p.Lock()
	defer p.Unlock()
	if p.settle(now.UnixMilli()); p.stream == nil {
		return Family{}, false
	}
	return p.stream.family(now.UnixMilli()), true
}

// Families shows every stream, by account, region and name.
func (s *Service) Families(now time.Time) []Family {
	s.mu.RLock()
	homes := slices.SortedFunc(maps.Keys(s.mu.places), func(a, b home) int {
		return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.region, b.region), cmp.Compare(a.name, b.name))
	})
	s.mu.RUnlock()
	var all []Family
	for _, h := range homes {
		if f, ok := s.Family(h.account, h.region, h.name, now); ok {
			all = append(all, f)
		}
	}
	return all
}

func (s *stream) family(now int64) Family {
	s.trimAll(now)
	f := Family{Account: s.home.account, Region: s.home.region, Name: s.home.name, Status: s.status}
	for _, sh := range s.shards[s.listed:] {
		if !sh.gone {
			f.Shards = append(f.Shards, sh.member())
		}
	}
	return f
}

func (sh *shard) member() Member {
	m := Member{ID: sh.id, Open: sh.open(), Start: sh.hashes.start.share(), End: 1,
		Records: sh.log.len(), Puts: sh.puts, Reads: sh.reads}
	if sh.hashes.end != lastHashKey() {
		m.End = sh.hashes.end.next().share()
	}
	for _, parent := range []int{sh.parent, sh.adjacent} {
		if parent != none {
			m.Parents = append(m.Parents, shardID(parent))
		}
	}
	for _, child := range sh.children {
		m.Children = append(m.Children, child.id)
	}
	return m
}

// share is how much of the line lies before the key.
func (k hashKey) share() float64 { return float64(k.hi) / (1 << 64) }
