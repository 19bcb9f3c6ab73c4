package kinesis

// What changes the shards of a stream: a split, a merge, and the walk of both that leads to a given
// number of equal shards. Every child opens in the instant in which its parents close.

import "slices"

// split closes a shard and opens two children, the second of which starts at the given key.
func (s *stream) split(sh *shard, at hashKey, now int64) (lower, upper *shard) {
	sh.close(now)
	lower = s.child(hashRange{sh.hashes.start, at.previous()}, now, sh)
	upper = s.child(hashRange{at, sh.hashes.end}, now, sh)
	i := slices.Index(s.open, sh)
	s.open = slices.Replace(s.open, i, i+1, lower, upper)
	return lower, upper
}

// merge closes two neighbours and opens their child. sh owns the lower keys, and is the parent that
// ParentShardId names.
func (s *stream) merge(sh, adjacent *shard, now int64) *shard {
	sh.close(now)
	adjacent.close(now)
	child := s.child(hashRange{sh.hashes.start, adjacent.hashes.end}, now, sh, adjacent)
	i := slices.Index(s.open, sh)
	s.open = slices.Replace(s.open, i, i+2, child)
	return child
}

func (s *stream) child(hashes hashRange, now int64, parents ...*shard) *shard {
	var created int64
	for _, p := range parents {
		created = max(created, p.closedSeconds+1)
	}
	child := s.add(hashes, created, now)
	child.parent = parents[0].index
	if len(parents) > 1 {
		child.adjacent = parents[1].index
	}
	for _, p := range parents {
		p.children = append(p.children, child)
	}
	return child
}

// reshape walks to n equal shards: for each target from the left, the shard that crosses its right
// border is split there, then the parts inside it are merged. Four shards to three thus leaves
// shards 6, 9 and 10 open, as the service was seen to do; doubling splits every shard in the
// middle, halving merges neighbours.
func (s *stream) reshape(n int, now int64) {
	for i, target := range evenly(n) {
		crossing := i + slices.IndexFunc(s.open[i:], func(sh *shard) bool { return sh.hashes.holds(target.end) })
		border := s.border(i, crossing, target.end)
		if sh := s.open[crossing]; sh.hashes.holds(border) && sh.hashes.end != border {
			s.split(sh, border.next(), now)
		}
		for s.open[i].hashes.end != border {
			s.merge(s.open[i], s.open[i+1], now)
		}
	}
}

// border is where a target's right border is drawn: at an end that shards from i to crossing have,
// if one is as good as there. 2^128 divides by few numbers, so the borders of five shards are not
// among those of ten, but a key or two beside them, and no shard is to be so narrow.
func (s *stream) border(i, crossing int, end hashKey) hashKey {
	const near = 1 << 32
	if sh := s.open[crossing]; end.distance(sh.hashes.end) < near {
		return sh.hashes.end
	}
	if crossing > i && end != lastHashKey() {
		if before := s.open[crossing-1].hashes.end; before.distance(end) < near {
			return before
		}
	}
	return end
}
