package shardsync

import (
	"log/slog"
	"time"

	"github.com/shardkeeper/shardkeeper/lease"
)

// An Event is something that happened to the set of rows. Event is what it is called in logs,
// LogValue its details.
type Event interface {
	Event() string
	slog.LogValuer
}

// Created says that this worker made a row.
type Created struct {
	Key   lease.Key
	From  string    // where the shard begins: TRIM_HORIZON, LATEST, AT_TIMESTAMP
	Start time.Time // what LATEST or AT_TIMESTAMP means; zero: the table began at TRIM_HORIZON
}

// Deleted says that this worker removed a finished row.
type Deleted struct{ Key lease.Key }

// HoleFound says that a shard has no row and none leads to it. It is looked at once more before
// anything is done.
type HoleFound struct{ Key lease.Key }

// HoleRepaired says that the shard of a HoleFound has its row.
type HoleRepaired struct{ Key lease.Key }

// ShardGone says that a shard's records expired before they were read: they are lost.
type ShardGone struct {
	Key    lease.Key
	Holder string // who is to end the row; "" if nobody holds it
	Done   string // the position up to which everything was done
}

// Event names what happened.
func (Created) Event() string      { return "lease created" }
func (Deleted) Event() string      { return "finished lease deleted" }
func (HoleFound) Event() string    { return "shard without lease found" }
func (HoleRepaired) Event() string { return "shard without lease repaired" }
func (ShardGone) Event() string    { return "shard expired unread" }

// LogValue gives the details.
func (e Created) LogValue() slog.Value {
	return slog.GroupValue(shard(e.Key), slog.String("from", e.From), slog.Time("start", e.Start))
}

// LogValue gives the details.
func (e Deleted) LogValue() slog.Value { return slog.GroupValue(shard(e.Key)) }

// LogValue gives the details.
func (e HoleFound) LogValue() slog.Value { return slog.GroupValue(shard(e.Key)) }

// LogValue gives the details.
func (e HoleRepaired) LogValue() slog.Value { return slog.GroupValue(shard(e.Key)) }

// LogValue gives the details.
func (e ShardGone) LogValue() slog.Value {
	return slog.GroupValue(shard(e.Key), slog.String("holder", e.Holder), slog.String("done", e.Done))
}

func shard(k lease.Key) slog.Attr { return slog.String("shard", k.String()) }
