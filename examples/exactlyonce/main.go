// Command exactlyonce moves money between accounts in a database, by transfers from a stream, while
// workers are killed, stand still and stop, and shards are split and merged. At the end the accounts
// hold what the transfers say, to the cent.
//
//	go -C examples/exactlyonce run .                     # SQLite, in a temporary file
//	go -C examples/exactlyonce run . -postgres DSN
//	go -C examples/exactlyonce run . -naive              # without processor.Idempotent: wrong
//
// It is a module of its own, so that the library has no database driver among its dependencies.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// A plan is what the command line says.
type plan struct {
	postgres  string
	naive     bool
	seed      uint64
	transfers int
}

func main() {
	var p plan
	flag.StringVar(&p.postgres, "postgres", "", "`DSN` of a PostgreSQL database; its tables account and exactlyonce_shards are made anew")
	flag.BoolVar(&p.naive, "naive", false, "without processor.Idempotent")
	flag.Uint64Var(&p.seed, "seed", 1, "of the transfers and of what happens to workers and shards")
	flag.IntVar(&p.transfers, "transfers", 2000, "how many")
	flag.Parse()
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	exact, err := run(ctx, p, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if !exact && !p.naive {
		os.Exit(2)
	}
}

// run tells the story, and whether the accounts are exact.
func run(ctx context.Context, p plan, out io.Writer) (exact bool, err error) {
	folder, err := os.MkdirTemp("", "exactlyonce")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(folder)
	b, err := openBank(ctx, p.postgres, filepath.Join(folder, "bank.db"), "bank")
	if err != nil {
		return false, err
	}
	defer b.db.Close()
	want, fenced, err := story(ctx, p, b, out)
	if err != nil {
		return false, err
	}
	got, err := b.read(ctx)
	if err != nil {
		return false, err
	}
	fmt.Fprintf(out, "transactions of zombies refused: %d\n", fenced)
	return report(out, p, got, want), nil
}

func report(out io.Writer, p plan, got, want statement) (exact bool) {
	wrong := 0
	for id := range accounts {
		if got.balance[id] != want.balance[id] || got.sent[id] != want.sent[id] {
			wrong++
		}
	}
	fmt.Fprintf(out, "put:    %d transfers that move %d\n", p.transfers, total(want.sent))
	fmt.Fprintf(out, "booked: %d\n", total(got.sent))
	fmt.Fprintf(out, "money:  %d of %d\n", total(got.balance), accounts*opening)
	if wrong > 0 {
		fmt.Fprintf(out, "WRONG:  accounts that do not hold what the transfers say: %d of %d\n", wrong, accounts)
		return false
	}
	fmt.Fprintln(out, "exact:  every account holds what the transfers say")
	return true
}
