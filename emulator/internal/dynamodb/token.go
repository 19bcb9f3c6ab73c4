package dynamodb

// Tokens: a transaction that is sent again with its token is not done again.

import (
	"crypto/sha256"
	"encoding/json"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// tokenLife is how long a token is remembered, service limit.
const tokenLife = 10 * time.Minute

type token struct{ account, region, text string }

// A transaction is one that succeeded.
type transaction struct {
	request [sha256.Size]byte
	cost    cost
	at      time.Time
}

// A cost is what a transaction used, by the names of its tables.
type cost struct {
	names  []string
	totals map[string]usage
}

// once does what it is given unless the token was used for the same items before. The lock is held meanwhile,
// so two requests with one token follow each other; nothing in do waits.
func (c *call) once(text string, do func() (cost, *wire.Error)) (cost, *wire.Error) {
	if text == "" {
		return do()
	}
	s := &c.service.transactions
	s.Lock()
	defer s.Unlock()
	for t, old := range s.done {
		if c.Now.Sub(old.at) >= tokenLife {
			delete(s.done, t)
		}
	}
	key, request := token{c.Account, c.Region, text}, digest(c.Body)
	if old, found := s.done[key]; found {
		if old.request != request {
			return cost{}, wire.Errorf(parameterMismatch, "The request parameters do not match those of an earlier request with the same client token")
		}
		return old.cost, nil
	}
	used, err := do()
	if err != nil {
		return cost{}, err
	}
	if s.done == nil {
		s.done = map[token]transaction{}
	}
	s.done[key] = transaction{request, used, c.Now}
	return used, nil
}

// digest tells the items of one request from those of another. What else a request has, such as what it
// wants to be told, may differ.
func digest(body []byte) [sha256.Size]byte {
	var in struct{ TransactItems json.RawMessage }
	if err := json.Unmarshal(body, &in); err != nil {
		return sha256.Sum256(body) // it was read before, so it can be
	}
	return sha256.Sum256(in.TransactItems)
}
