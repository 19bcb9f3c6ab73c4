package main

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/store/sqlstore"
)

// The accounts, in the database, and a transfer between two of them.

const (
	accounts = 10
	opening  = 1000 // what each account begins with
)

// A bank is the accounts, and the store that lies beside them.
type bank struct {
	db    *sql.DB
	store *sqlstore.Store
}

// openBank opens PostgreSQL by its DSN, or SQLite in the file, and makes the tables anew.
func openBank(ctx context.Context, postgres, file, application string) (*bank, error) {
	driver, dsn, dialect := "sqlite", "file:"+file+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)", sqlstore.SQLite
	if postgres != "" {
		driver, dsn, dialect = "pgx", postgres, sqlstore.PostgreSQL
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return nil, fmt.Errorf("open the bank: %w", err)
	}
	b := &bank{db: db, store: &sqlstore.Store{DB: db, Dialect: dialect, Application: application, Table: "exactlyonce_shards"}}
	for _, statement := range []string{
		"DROP TABLE IF EXISTS exactlyonce_shards",
		"DROP TABLE IF EXISTS account",
		"CREATE TABLE account (id BIGINT PRIMARY KEY, balance BIGINT NOT NULL, sent BIGINT NOT NULL)",
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return nil, fmt.Errorf("open the bank: %w", err)
		}
	}
	for id := range accounts {
		if _, err := db.ExecContext(ctx, fmt.Sprintf("INSERT INTO account VALUES (%d, %d, 0)", id, opening)); err != nil {
			return nil, fmt.Errorf("open account %d: %w", id, err)
		}
	}
	return b, b.store.EnsureSchema(ctx)
}

// book writes the transfers of a batch in the transaction. This is all the user's code there is.
func book(ctx context.Context, tx *sql.Tx, in *processor.Batch) error {
	change, sent := [accounts]int{}, [accounts]int{}
	for _, r := range in.Records {
		t, err := parse(string(r.Data))
		if err != nil {
			return processor.FailedAt(r.Position, err)
		}
		change[t.from] -= t.amount
		change[t.to] += t.amount
		sent[t.from] += t.amount
	}
	for id := range accounts { // always in this order, so that no two transactions wait for each other
		if change[id] == 0 && sent[id] == 0 {
			continue
		}
		if _, err := tx.ExecContext(ctx, fmt.Sprintf("UPDATE account SET balance = balance + (%d), sent = sent + %d WHERE id = %d", change[id], sent[id], id)); err != nil {
			return fmt.Errorf("book on account %d: %w", id, err)
		}
	}
	return nil
}

// naive books in a transaction that knows neither the position nor the token.
func (b *bank) naive(ctx context.Context, in *processor.Batch) error {
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := book(ctx, tx, in); err != nil {
		return err
	}
	return tx.Commit()
}

// A statement is what the accounts say: balance and all that was sent, by account.
type statement struct{ balance, sent [accounts]int }

func (b *bank) read(ctx context.Context) (s statement, err error) {
	rows, err := b.db.QueryContext(ctx, "SELECT id, balance, sent FROM account")
	if err != nil {
		return s, fmt.Errorf("read the accounts: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, balance, sent int
		if err := rows.Scan(&id, &balance, &sent); err != nil {
			return s, fmt.Errorf("read the accounts: %w", err)
		}
		s.balance[id], s.sent[id] = balance, sent
	}
	return s, rows.Err()
}

// A transfer moves an amount from one account to another.
type transfer struct{ from, to, amount int }

func (t transfer) String() string { return fmt.Sprintf("%d,%d,%d", t.from, t.to, t.amount) }

func parse(text string) (t transfer, err error) {
	fields := strings.Split(text, ",")
	if len(fields) != 3 {
		return t, fmt.Errorf("a transfer has %d fields, want 3", len(fields))
	}
	for i, to := range []*int{&t.from, &t.to, &t.amount} {
		if *to, err = strconv.Atoi(fields[i]); err != nil {
			return t, fmt.Errorf("field %d of a transfer is no number", i+1)
		}
	}
	if min(t.from, t.to) < 0 || max(t.from, t.to) >= accounts {
		return t, fmt.Errorf("no account %d or %d", t.from, t.to)
	}
	return t, nil
}

// apply is the transfer in a statement that is kept by hand, to compare with.
func (s *statement) apply(t transfer) {
	s.balance[t.from] -= t.amount
	s.balance[t.to] += t.amount
	s.sent[t.from] += t.amount
}

func total(amounts [accounts]int) (sum int) {
	for _, n := range amounts {
		sum += n
	}
	return sum
}
