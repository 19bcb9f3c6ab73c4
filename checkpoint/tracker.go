package checkpoint

// A Tracker turns records that finish in any order into one safe position: the highest below
// which everything that was delivered is done. Its zero value is ready. It is not safe for
// concurrent use; its memory is bounded by what is delivered and not yet safe.
type Tracker struct {
	open []delivery // in order of delivery; open[0] is the oldest that is not done
	safe Position
	any  bool
}

type delivery struct {
	at   Position
	done bool
}

// Delivered notes that the record at p went out. Positions come in the order of the shard.
func (t *Tracker) Delivered(p Position) { t.open = append(t.open, delivery{at: p}) }

// Done notes that the record at p is finished, and tells whether the safe position moved.
// A position that was not delivered, or is done already, changes nothing.
func (t *Tracker) Done(p Position) bool {
	i := t.find(p)
	if i < 0 {
		return false
	}
	t.open[i].done = true
	n := 0
	for n < len(t.open) && t.open[n].done {
		t.safe, t.any = t.open[n].at, true
		n++
	}
	t.open = t.open[n:]
	return n > 0
}

// Safe is the highest position below and at which all is done; false while there is none.
func (t *Tracker) Safe() (Position, bool) { return t.safe, t.any }

// Open counts the records between the safe position and the last one delivered.
func (t *Tracker) Open() int { return len(t.open) }

func (t *Tracker) find(p Position) int {
	lo, hi := 0, len(t.open)
	for lo < hi {
		mid := (lo + hi) / 2
		if t.open[mid].at.Before(p) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(t.open) && t.open[lo].at == p {
		return lo
	}
	return -1
}
