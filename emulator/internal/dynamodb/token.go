package dynamodb

// Tokens: a transaction that is sent again with its token is not done again.

import (
	"crypto/sha256"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// tokenLife is how long a token is remembered, service limit.
const tokenLife = 10 * time.Minute

type token struct{ account, region, text string }

// A transaction is one that succeeded.
type transaction struct {
	request [sha256.Size]byte
	answer  []byte
	at      time.Time
}

// once does what it is given unless the token was used for it before. The lock is held meanwhile,
// so two requests with one token follow each other; nothing in do waits.
func (c *call) once(text string, do func() ([]byte, *wire.Error)) ([]byte, *wire.Error) {
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
	key, request := token{c.Account, c.Region, text}, sha256.Sum256(c.Body)
	if old, found := s.done[key]; found {
		if old.request != request {
			return nil, wire.Errorf(parameterMismatch, "The request parameters do not match those of an earlier request with the same client token")
		}
		return old.answer, nil
	}
	answer, err := do()
	if err != nil {
		return nil, err
	}
	if s.done == nil {
		s.done = map[token]transaction{}
	}
	s.done[key] = transaction{request, answer, c.Now}
	return answer, nil
}
