package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
)

// Claiming a shard, and transactions that check the claim.

// Store is a processor.Store whose transactions are *sql.Tx. Fill it in, and call EnsureSchema once.
type Store struct {
	DB *sql.DB
	// Dialect is how DB's placeholders look: PostgreSQL or SQLite.
	Dialect Dialect
	// Application tells applications apart that share a table: the worker's.
	Application string
	// Table is the table's name, which goes into statements as it is. Default: shardkeeper_shards.
	Table string
	// Options are those of the transactions. Default: the driver's.
	Options *sql.TxOptions
}

func (s *Store) table() string { return cmp.Or(s.Table, "shardkeeper_shards") }

// EnsureSchema makes the table unless it is there. Several may do it at once.
func (s *Store) EnsureSchema(ctx context.Context) error {
	_, err := s.DB.ExecContext(ctx, s.schema())
	if err != nil {
		if _, again := s.DB.ExecContext(ctx, s.schema()); again == nil {
			return nil // PostgreSQL refuses one of two that make it at the same moment
		}
		return fmt.Errorf("sqlstore: create table %s: %w", s.table(), err)
	}
	return nil
}

// Claim is processor.Store's.
func (s *Store) Claim(ctx context.Context, shard processor.Shard) (checkpoint.Position, error) {
	var text string
	err := s.DB.QueryRowContext(ctx, s.claim(), s.Application, shard.Stream, shard.ID, int64(shard.Token), checkpoint.TrimHorizon().String()).Scan(&text)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return checkpoint.Position{}, fmt.Errorf("sqlstore: claim %s: %w", shard.ID, processor.ErrFenced)
	case err != nil:
		return checkpoint.Position{}, fmt.Errorf("sqlstore: claim %s: %w", shard.ID, err)
	}
	done, err := checkpoint.Parse(text)
	if err != nil {
		return checkpoint.Position{}, fmt.Errorf("sqlstore: claim %s: %w", shard.ID, err)
	}
	return done, nil
}

// Apply is processor.Store's. It runs effect once. effect must neither commit nor roll back.
func (s *Store) Apply(ctx context.Context, shard processor.Shard, upTo checkpoint.Position, effect func(context.Context, *sql.Tx) error) error {
	tx, err := s.DB.BeginTx(ctx, s.Options)
	if err != nil {
		return fmt.Errorf("sqlstore: begin for %s: %w", shard.ID, err)
	}
	defer tx.Rollback() // of no effect behind Commit
	done, err := s.lock(ctx, tx, shard)
	if err != nil {
		return err
	}
	if !done.Before(upTo) {
		return nil
	}
	if err := effect(ctx, tx); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, s.move(), upTo.String(), s.Application, shard.Stream, shard.ID); err != nil {
		return fmt.Errorf("sqlstore: move %s: %w", shard.ID, err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("sqlstore: commit for %s: %w", shard.ID, err)
	}
	return nil
}

// lock locks the row of the shard if it is the token's, and reads the position.
func (s *Store) lock(ctx context.Context, tx *sql.Tx, shard processor.Shard) (checkpoint.Position, error) {
	var text string
	err := tx.QueryRowContext(ctx, s.touch(), int64(shard.Token), s.Application, shard.Stream, shard.ID).Scan(&text)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return checkpoint.Position{}, fmt.Errorf("sqlstore: apply to %s: %w", shard.ID, processor.ErrFenced)
	case err != nil:
		return checkpoint.Position{}, fmt.Errorf("sqlstore: lock %s: %w", shard.ID, err)
	}
	done, err := checkpoint.Parse(text)
	if err != nil {
		return checkpoint.Position{}, fmt.Errorf("sqlstore: lock %s: %w", shard.ID, err)
	}
	return done, nil
}
