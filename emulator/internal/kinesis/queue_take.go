package kinesis

// Which records a receiver gets: those that have been visible longest, whether they were received before
// or never. So an old record that nobody acknowledges does not hold up new ones, nor they it.

// A handout is what one call receives, to be rendered without the lock.
type handout struct {
	loan   loan // as it was handed out
	record record
	shard  *shard
	handle string
}

// take hands out at most limit records, or letters, for so many seconds.
func (q *queue) take(s *stream, letters bool, now, limit, seconds int64) []handout {
	s.trimAll(now)
	var taken []handout
	bytes := 0
	for int64(len(taken)) < limit {
		l := q.desk.first(s, letters)
		if l == nil {
			break
		}
		r := *s.shards[l.shard].log.at(l.counter)
		if bytes += r.size(); bytes > pageBytes && len(taken) > 0 {
			break
		}
		if l.pile == nil {
			q.desk.next[l.shard] = l.counter + 1
		} else {
			l.pile.remove(l) // not to be taken twice, however short it is to be hidden
		}
		taken = append(taken, handout{loan: *l, record: r, shard: s.shards[l.shard]})
	}
	for i := range taken {
		taken[i].loan, taken[i].handle = q.lend(s.home, taken[i].loan, now, seconds)
	}
	return taken
}

// lend hands a record out, and is what is shown of it.
func (q *queue) lend(h home, taken loan, now, seconds int64) (loan, string) {
	l := q.desk.loans[taken.origin]
	if l == nil {
		l = &loan{origin: taken.origin}
	}
	q.desk.hand(l, now, seconds)
	return *l, q.handle(h, l)
}

// first is what was visible first, nil if nothing is: a loan that lies on a pile, or a new one.
func (d *desk) first(s *stream, letters bool) *loan {
	if letters {
		return d.oldest(s, &d.letters)
	}
	again, fresh := d.oldest(s, &d.visible), d.fresh(s)
	if fresh == nil || again != nil && again.until <= fresh.until {
		return again
	}
	return fresh
}

// oldest is the top of a pile whose record is still kept. The others are forgotten.
func (d *desk) oldest(s *stream, p *pile) *loan {
	for {
		l := p.top()
		if l == nil || l.counter >= s.shards[l.shard].log.first {
			return l
		}
		d.forget(l)
	}
}

// fresh is the oldest record that nobody ever received.
func (d *desk) fresh(s *stream) *loan {
	for len(d.next) < len(s.shards) {
		d.next = append(d.next, 0)
	}
	var found *loan
	for _, sh := range s.shards[s.listed:] {
		counter := max(d.next[sh.index], sh.log.first)
		if counter >= sh.log.next {
			continue
		}
		if arrived := sh.log.at(counter).arrived; found == nil || arrived < found.until {
			found = &loan{origin: origin{sh.index, counter}, until: arrived}
		}
	}
	return found
}

// forgetTrimmed forgets loans whose records retention has passed. What is in flight stays so: its
// receiver may still acknowledge it.
func (s *stream) forgetTrimmed() {
	for _, q := range s.queues {
		for _, l := range q.desk.loans {
			if l.pile != &q.desk.flying && l.counter < s.shards[l.shard].log.first {
				q.desk.forget(l)
			}
		}
	}
}
