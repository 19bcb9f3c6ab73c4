package kinesis

// Which shards a listing shows: those that retention has not removed, narrowed by a filter.

// Filters of ListShards.
const (
	filterAfterShard  = "AFTER_SHARD_ID"
	filterAtHorizon   = "AT_TRIM_HORIZON"
	filterFromHorizon = "FROM_TRIM_HORIZON"
	filterAtLatest    = "AT_LATEST"
	filterAtTime      = "AT_TIMESTAMP"
	filterFromTime    = "FROM_TIMESTAMP"
)

// A shardFilter narrows a listing. Its zero value is everything that is listed.
type shardFilter struct {
	kind  string
	after int   // AFTER_SHARD_ID: the index
	at    int64 // *_TIMESTAMP: milliseconds
}

// shows decides about one shard as of an instant. horizon is when the oldest record that may be
// kept arrived, or when the stream began if that is later.
func (f shardFilter) shows(sh *shard, asOf, horizon int64) bool {
	openAt := func(t int64) bool { return sh.opened <= t && (!sh.closedBy(asOf) || sh.closed >= t) }
	switch f.kind {
	case filterAfterShard:
		return sh.index > f.after
	case filterAtLatest:
		return !sh.closedBy(asOf)
	case filterAtHorizon:
		return openAt(horizon)
	case filterAtTime:
		return openAt(max(f.at, horizon))
	case filterFromTime:
		return !sh.closedBy(asOf) || sh.closed >= max(f.at, horizon)
	}
	return true
}

// list is a page of shards as of an instant, after the shard with the given ID, and whether more
// follow. What retention has removed by now is not shown however far the view lags.
func (s *stream) list(asOf, now int64, after *string, filter shardFilter, limit int) (page []shardShape, more bool) {
	s.trimAll(now)
	start := s.listed
	if after != nil {
		if i, ok := shardIndex(*after); ok {
			start = max(start, i+1)
		}
	}
	page = []shardShape{}
	horizon := max(s.horizon(asOf), s.began)
	for i := start; i < len(s.shards); i++ {
		sh := s.shards[i]
		if sh.gone || sh.opened > asOf || !filter.shows(sh, asOf, horizon) {
			continue
		}
		if len(page) == limit {
			return page, true
		}
		page = append(page, sh.shape(asOf))
	}
	return page, false
}
