package cloudwatch

// Samples in time: the data of one metric in one unit.

import (
	"cmp"
	"slices"
)

// How long data is kept, in seconds: per second, and at all.
const (
	minute   = 60
	hour     = 60 * minute
	day      = 24 * hour
	keepFine = 3 * hour
	keep     = 15 * day
)

// A point is what was put for one second or minute, which begins at.
type point struct {
	at int64 // seconds since the epoch
	sample
}

// A series is points in order.
type series struct {
	points []point
	coarse int64 // before this second there is only one point a minute
}

// sample is where a value of that instant belongs. The pointer is good until the next call.
func (s *series) sample(at, resolution int64) *sample {
	if at < s.coarse {
		resolution = minute
	}
	at -= at % resolution
	if n := len(s.points); n > 0 && s.points[n-1].at == at {
		return &s.points[n-1].sample // mostly
	}
	i, found := s.find(at)
	if !found {
		s.points = slices.Insert(s.points, i, point{at: at})
	}
	return &s.points[i].sample
}

// find is the index of the first point that does not begin before at.
func (s *series) find(at int64) (int, bool) {
	return slices.BinarySearchFunc(s.points, at, func(p point, at int64) int { return cmp.Compare(p.at, at) })
}

// between are the points that begin in [from, to).
func (s *series) between(from, to int64) []point {
	first, _ := s.find(from)
	end, _ := s.find(to)
	return s.points[first:max(first, end)]
}

// settle does what time has brought: old points go, those of seconds become those of minutes.
func (s *series) settle(now int64) {
	if len(s.points) == 0 {
		return
	}
	if s.points[0].at < now-keep {
		first, _ := s.find(now - keep)
		s.points = slices.Delete(s.points, 0, first)
	}
	if until := (now - keepFine) / minute * minute; until > s.coarse {
		s.fold(until)
	}
}

// fold makes minutes of all points before until, which is a whole minute, with few values each.
func (s *series) fold(until int64) {
	first, _ := s.find(s.coarse)
	end, _ := s.find(until)
	s.coarse = until
	if first == end {
		return
	}
	folded := s.points[first:first]
	for _, p := range s.points[first:end] {
		p.at -= p.at % minute
		if n := len(folded); n > 0 && folded[n-1].at == p.at {
			folded[n-1].merge(&p.sample)
			continue
		}
		folded = append(folded, p)
	}
	for i := range folded {
		folded[i].shrink()
	}
	s.points = slices.Delete(s.points, first+len(folded), end)
}

// A bucket is a period with data.
type bucket struct {
	at int64
	sample
}

// buckets sum points up by periods, counted from from. Periods without data are left out.
func (s *series) buckets(from, to, period int64) []bucket {
	var all []bucket
	for _, p := range s.between(from, to) {
		if p.count == 0 {
			continue
		}
		at := from + (p.at-from)/period*period
		if n := len(all); n == 0 || all[n-1].at != at {
			all = append(all, bucket{at: at})
		}
		all[len(all)-1].merge(&p.sample)
	}
	return all
}
