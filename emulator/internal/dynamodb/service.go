package dynamodb

// The service: where tables live, and what happens to a request before its operation.

import (
	"strings"
	"sync"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// A Service is every table of every account. Its zero value is ready; the fields are set before the
// first request.
type Service struct {
	Limits Limits

	// How long a table or index is CREATING, UPDATING and DELETING. The service takes seconds; zero,
	// at once, is what most tests want.
	Creating, Updating, Deleting time.Duration

	// Expiring is how long an item stays after its time to live has passed. Zero: 48 hours.
	Expiring time.Duration

	operations struct {
		sync.Once
		byName map[string]operation
	}

	mu struct {
		sync.RWMutex
		tables map[home]*table
	}

	transactions struct {
		sync.Mutex
		done map[token]transaction
	}
}

// A home is where a table is known by its name.
type home struct{ account, region, name string }

func (h home) arn() string {
	return "arn:aws:dynamodb:" + h.region + ":" + h.account + ":table/" + h.name
}

// Serve answers one request.
func (s *Service) Serve(req wire.Request) (wire.Answer, *wire.Error) {
	s.operations.Do(func() { s.operations.byName = registry() })
	serve := s.operations.byName[req.Operation]
	if serve == nil {
		return wire.Answer{}, wire.Errorf("UnknownOperationException", "The emulator has no DynamoDB operation %q.", req.Operation)
	}
	document, err := serve(&call{Request: req, service: s})
	return wire.Answer{Document: document}, err
}

// A call is one request on its way through an operation.
type call struct {
	wire.Request
	service *Service
}

// home is the table that a request names, by name or by ARN.
func (c *call) home(name string) home {
	if parts := strings.SplitN(name, ":", 6); len(parts) == 6 && parts[0] == "arn" {
		return home{parts[4], parts[3], strings.TrimPrefix(parts[5], "table/")}
	}
	return home{c.Account, c.Region, name}
}

// table finds the table that a request on items names.
func (c *call) table(name string) (*table, *wire.Error) {
	if t := c.service.table(c.home(name), c.Now); t != nil && t.serves() {
		return t, nil
	}
	return nil, noTable()
}

// named finds the table that a request on tables names, whatever its state.
func (c *call) named(name string) (*table, *wire.Error) {
	h := c.home(name)
	if t := c.service.table(h, c.Now); t != nil {
		return t, nil
	}
	return nil, noTableNamed(h.name)
}

// strict: do limits hold for this request that are not about sizes?
func (c *call) strict() bool { return c.service.Limits == Strict && !c.Unlimited }

// asOf is the instant that a read shows: the past if the emulator was told to lag and the reader
// does not insist on the newest state. The zero instant stands for the newest.
func (c *call) asOf(consistent bool) time.Time {
	if consistent || c.StaleBy <= 0 {
		return time.Time{}
	}
	return c.Now.Add(-c.StaleBy)
}

// table finds a table as it is now, nil if there is none.
func (s *Service) table(h home, now time.Time) *table {
	s.mu.RLock()
	t := s.mu.tables[h]
	s.mu.RUnlock()
	if t != nil && t.settle(now) {
		s.remove(t)
		return nil
	}
	return t
}

// add puts a table in its home, unless there is one already.
func (s *Service) add(t *table) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mu.tables[t.home] != nil {
		return false
	}
	if s.mu.tables == nil {
		s.mu.tables = map[home]*table{}
	}
	s.mu.tables[t.home] = t
	return true
}

// remove takes a table out of its home, if it is still the one there.
func (s *Service) remove(t *table) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mu.tables[t.home] == t {
		delete(s.mu.tables, t.home)
	}
}

// names lists the tables of an account in a region, in no order.
func (s *Service) names(account, region string, now time.Time) []string {
	var all []string
	for _, h := range s.homes(account, region) {
		if s.table(h, now) != nil {
			all = append(all, h.name)
		}
	}
	return all
}

// homes lists where there are tables, or were.
func (s *Service) homes(account, region string) []home {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var all []home
	for h := range s.mu.tables {
		if h.account == account && h.region == region {
			all = append(all, h)
		}
	}
	return all
}
