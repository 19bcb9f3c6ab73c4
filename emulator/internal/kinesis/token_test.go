package kinesis

import (
	"encoding/base64"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func drawHome(t *rapid.T) home {
	return home{
		account: rapid.StringMatching(`[0-9]{12}`).Draw(t, "account"),
		region:  rapid.StringMatching(`[a-z0-9-]{1,32}`).Draw(t, "region"),
		name:    rapid.StringMatching(`[a-zA-Z0-9_.-]{1,128}`).Draw(t, "name"),
	}
}

// Broken by: a field that is written and not read.
func TestIteratorsReadBackAndFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		it := iterator{
			home: drawHome(t), created: rapid.Int64().Draw(t, "created"), shard: rapid.IntRange(0, 1<<31-1).Draw(t, "shard"),
			counter: rapid.Uint64Range(1, endCounter).Draw(t, "counter"), made: rapid.Int64().Draw(t, "made"),
		}
		token := it.token()
		if len(token) > 512 {
			t.Fatalf("the iterator has %d characters, a client sends 512", len(token))
		}
		if again, ok := parseIterator(token); !ok || again != it {
			t.Fatalf("parseIterator = %+v, %v, want %+v", again, ok, it)
		}
	})
}

// Broken by: a check sum over all but the first byte; lenient base64.
func TestDamageToATokenIsSeen(t *testing.T) {
	token := iterator{home: home{"000000000000", "us-east-1", "orders"}, created: 1, shard: 2, counter: 3, made: 4}.token()
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
	for i := range token {
		for _, c := range alphabet {
			bent := token[:i] + string(c) + token[i+1:]
			if _, ok := parseIterator(bent); ok != (bent == token) {
				t.Fatalf("%q at %d opens: %v", c, i, ok)
			}
		}
		if _, ok := parseIterator(token[:i]); ok {
			t.Fatalf("the first %d characters open", i)
		}
	}
}

// Broken by: open without the check of its kind.
func TestATokenIsOpenedByItsOwnOperation(t *testing.T) {
	fields := new(tokenWriter).home(home{"000000000000", "us-east-1", "orders"}).int(1).int(2).int(3).int(4)
	for kind, want := range map[tokenKind]bool{iteratorToken: true, listShardsToken: false, listStreamsToken: false} {
		if _, got := parseIterator(seal(kind, fields)); got != want {
			t.Errorf("parseIterator accepts a token of kind %d: %v, want %v", kind, got, want)
		}
	}
}

// fuzzSeals gives a fuzzer both tokens, which it cannot make itself, and fields to be sealed.
func fuzzSeals(f *testing.F, tokens ...string) {
	for _, token := range append(tokens, "", "AAAA", strings.Repeat("A", 512)) {
		f.Add(token, []byte(nil))
		raw, _ := base64.StdEncoding.DecodeString(token)
		f.Add("", raw[min(len(raw), tokenSum+1):])
	}
}

func FuzzIteratorToken(f *testing.F) {
	fuzzSeals(f, iterator{home: home{"000000000000", "us-east-1", "orders"}, shard: 2, counter: 3, made: 4}.token())
	f.Fuzz(func(t *testing.T, token string, fields []byte) {
		for _, token := range []string{token, seal(iteratorToken, &tokenWriter{fields})} {
			it, ok := parseIterator(token)
			if !ok {
				continue
			}
			if again, ok := parseIterator(it.token()); !ok || again != it {
				t.Fatalf("%+v reads back as %+v, %v", it, again, ok)
			}
		}
	})
}

func FuzzListShardsToken(f *testing.F) {
	fuzzSeals(f, shardCursor{home: home{"000000000000", "us-east-1", "orders"}, after: new("s"), filter: shardFilter{kind: filterAtTime, at: 7}}.token())
	f.Fuzz(func(t *testing.T, token string, fields []byte) {
		for _, token := range []string{token, seal(listShardsToken, &tokenWriter{fields})} {
			k, ok := parseShardCursor(token)
			if !ok {
				continue
			}
			again, ok := parseShardCursor(k.token())
			if !ok || again.home != k.home || again.created != k.created || *again.after != *k.after || again.filter != k.filter || again.made != k.made {
				t.Fatalf("%+v reads back as %+v, %v", k, again, ok)
			}
		}
	})
}
