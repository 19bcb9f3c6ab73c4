package kinesis

// The commitment of an account to pay for a minimum of throughput in a region ("On-demand
// Advantage"): what may be done with it, and when it ends.

// An accountRegion is where an account has settings of its own.
type accountRegion struct{ account, region string }

// Statuses of a commitment.
const (
	enabled      = "ENABLED"
	disabled     = "DISABLED"
	enabledUntil = "ENABLED_UNTIL_EARLIEST_ALLOWED_END"
)

// commitmentLeast is how long a commitment lasts at least, milliseconds; service rule.
const commitmentLeast = millisOfADay

// A commitment is what an account has promised. Its zero value is an account that never did.
type commitment struct {
	on       bool
	ending   bool  // ends by itself at the earliest instant that is allowed
	started  int64 // milliseconds, as all
	earliest int64 // at which it may end
	ended    int64
}

// at is the commitment once what was due by now has happened.
func (m commitment) at(now int64) commitment {
	if m.on && m.ending && now >= m.earliest {
		m.on, m.ending, m.ended = false, false, m.earliest
	}
	return m
}

// enabled begins a commitment, or calls its end off.
func (m commitment) enabled(now int64) commitment {
	if m = m.at(now); m.on {
		m.ending = false
		return m
	}
	return commitment{on: true, started: now, earliest: now + commitmentLeast}
}

// disabled ends a commitment, now or as soon as is allowed.
func (m commitment) disabled(now int64) commitment {
	switch m = m.at(now); {
	case !m.on:
	case now < m.earliest:
		m.ending = true
	default:
		m.on, m.ended = false, now
	}
	return m
}

func (m commitment) status() string {
	switch {
	case m.ending:
		return enabledUntil
	case m.on:
		return enabled
	}
	return disabled
}

// commitment is what the account of a request has promised as of now.
func (c *call) commitment() commitment {
	c.service.mu.RLock()
	defer c.service.mu.RUnlock()
	return c.service.mu.commitments[accountRegion{c.Account, c.Region}].at(c.ms())
}

// commit changes what the account of a request has promised.
func (c *call) commit(change func(commitment, int64) commitment) commitment {
	s := c.service
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mu.commitments == nil {
		s.mu.commitments = map[accountRegion]commitment{}
	}
	key := accountRegion{c.Account, c.Region}
	s.mu.commitments[key] = change(s.mu.commitments[key], c.ms())
	return s.mu.commitments[key]
}
