package kinesis

// Pages of listings, and their NextTokens. Each holds where its listing goes on, and when it was made.

import (
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// pageOf is how many results a page has: most, or what the request wants if that is fewer.
func pageOf(most int, wanted *int64) int {
	if wanted == nil {
		return most
	}
	return min(most, int(*wanted))
}

// tokenOf is the token of a listing by name whose page ended with last.
func (c *call) tokenOf(kind tokenKind, last string) string {
	return seal(kind, new(tokenWriter).text(last).int(c.ms()))
}

// nameOf is the name with which the page ended whose token this is, "" without a token.
func (c *call) nameOf(kind tokenKind, token *string) (string, *wire.Error) {
	if token == nil {
		return "", nil
	}
	r, ok := open(kind, *token)
	if !ok {
		return "", invalidToken()
	}
	last, made := r.text(), r.int()
	if !r.done() {
		return "", invalidToken()
	}
	return last, freshToken(made, c.Now)
}

func invalidToken() *wire.Error { return wire.Errorf(invalidArgument, "Invalid NextToken.") }

// freshToken checks that a token has not expired.
func freshToken(made int64, now time.Time) *wire.Error {
	if now.Sub(time.UnixMilli(made)) <= tokenLife {
		return nil
	}
	return wire.Errorf(expiredNextToken, "The NextToken was created at %s and has expired: it is good for %d seconds.",
		time.UnixMilli(made).UTC().Format(time.RFC3339), int(tokenLife/time.Second))
}
