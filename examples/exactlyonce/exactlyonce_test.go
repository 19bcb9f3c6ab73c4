package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shardkeeper/shardkeeper/processor/store/storetest"
)

// postgres is the DSN of a server that the gate starts; "" where there is none.
func postgres(t *testing.T) string {
	t.Helper()
	dsn := os.Getenv("EXACTLYONCE_POSTGRES")
	if dsn == "" {
		t.Skip("EXACTLYONCE_POSTGRES names no PostgreSQL server")
	}
	return dsn
}

const lastLines = `put:    2000 transfers that move 51389
booked: 51389
money:  10000 of 10000
exact:  every account holds what the transfers say
`

// Broken by: processor.Func(b.naive) in place of processor.Idempotent.
func TestTheMoneyIsExactInSQLite(t *testing.T) { isExact(t, "") }

func TestTheMoneyIsExactInPostgreSQL(t *testing.T) { isExact(t, postgres(t)) }

func isExact(t *testing.T, dsn string) {
	var out strings.Builder
	exact, err := run(t.Context(), plan{postgres: dsn, seed: 1, transfers: 2000}, &out)
	if err != nil || !exact || !strings.HasSuffix(out.String(), lastLines) {
		t.Errorf("exact: %v, %v; the story:\n%s\nwant at its end:\n%s", exact, err, out.String(), lastLines)
	}
}

func TestSQLiteKeepsTheLawsOfStores(t *testing.T) {
	keepsTheLaws(t, func(t *testing.T) (string, string) { return "", filepath.Join(t.TempDir(), "bank.db") })
}

func TestPostgreSQLKeepsTheLawsOfStores(t *testing.T) {
	dsn := postgres(t)
	keepsTheLaws(t, func(*testing.T) (string, string) { return dsn, "" })
}

func keepsTheLaws(t *testing.T, where func(*testing.T) (dsn, file string)) {
	storetest.Run(t, func(t *testing.T) storetest.Subject[*sql.Tx] {
		dsn, file := where(t)
		b, err := openBank(t.Context(), dsn, file, "bank")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { b.db.Close() })
		another := *b.store
		another.Application = "another"
		return storetest.Subject[*sql.Tx]{Store: b.store, Another: &another, Locks: true, Add: send, Sum: func(t *testing.T) int {
			s, err := b.read(context.WithoutCancel(t.Context()))
			if err != nil {
				t.Fatal(err)
			}
			return s.sent[0]
		}}
	})
}

func send(ctx context.Context, tx *sql.Tx, n int) error {
	_, err := tx.ExecContext(ctx, fmt.Sprintf("UPDATE account SET sent = sent + %d WHERE id = 0", n))
	return err
}
