package lease

import (
	"log/slog"
	"time"
)

// An Event is something that happened to a lease. Event is what it is called in logs, LogValue
// its details.
type Event interface {
	Event() string
	slog.LogValuer
}

// Taken begins a tenure.
type Taken struct {
	Key   Key
	Token uint64
	From  string // the last holder, "" of a row that was free
}

// HandoverAsked says that another worker asked for a lease that is held here.
type HandoverAsked struct {
	Key Key
	By  string
}

// Asked says that this worker asked another for a lease.
type Asked struct {
	Key    Key
	Holder string
}

// Ended ends a tenure whose last write is stored.
type Ended struct {
	Key      Key
	How      Kind     // HandOver, Release or End
	To       string   // of a handover
	Children []string // of a shard's end
	Held     time.Duration
}

// Lost ends a tenure that can no longer be relied on: its context was cancelled.
type Lost struct {
	Key   Key
	Cause error
	Held  time.Duration
}

// Hung says that user code has not returned for so long although the lease was asked for. The
// lease stays held until it does.
type Hung struct {
	Key Key
	For time.Duration
}

// TableFailed says that a request to the lease table failed and will be repeated.
type TableFailed struct {
	Doing string
	Err   error
}

// TableAnswered says that the table answers again after it had failed.
type TableAnswered struct{ After time.Duration }

// DuplicateWorker says that another process works under this worker's ID.
type DuplicateWorker struct {
	ID    string
	Owner string // the other's name in the table
}

// Event names what happened.
func (Taken) Event() string           { return "lease taken" }
func (HandoverAsked) Event() string   { return "handover asked for" }
func (Asked) Event() string           { return "lease asked for" }
func (Ended) Event() string           { return "tenure ended" }
func (Lost) Event() string            { return "lease lost" }
func (Hung) Event() string            { return "user code has not returned" }
func (TableFailed) Event() string     { return "lease table failed" }
func (TableAnswered) Event() string   { return "lease table answers again" }
func (DuplicateWorker) Event() string { return "another process has this worker's ID" }

// LogValue gives the details.
func (e Taken) LogValue() slog.Value {
	return slog.GroupValue(key(e.Key), slog.Uint64("token", e.Token), slog.String("from", e.From))
}

// LogValue gives the details.
func (e HandoverAsked) LogValue() slog.Value {
	return slog.GroupValue(key(e.Key), slog.String("by", e.By))
}

// LogValue gives the details.
func (e Asked) LogValue() slog.Value {
	return slog.GroupValue(key(e.Key), slog.String("holder", e.Holder))
}

// LogValue gives the details.
func (e Ended) LogValue() slog.Value {
	return slog.GroupValue(key(e.Key), slog.String("how", e.How.String()), slog.String("to", e.To),
		slog.Any("children", e.Children), slog.Duration("held", e.Held))
}

// LogValue gives the details.
func (e Lost) LogValue() slog.Value {
	return slog.GroupValue(key(e.Key), slog.Any("cause", e.Cause), slog.Duration("held", e.Held))
}

// LogValue gives the details.
func (e Hung) LogValue() slog.Value {
	return slog.GroupValue(key(e.Key), slog.Duration("for", e.For))
}

// LogValue gives the details.
func (e TableFailed) LogValue() slog.Value {
	return slog.GroupValue(slog.String("doing", e.Doing), slog.Any("error", e.Err))
}

// LogValue gives the details.
func (e TableAnswered) LogValue() slog.Value {
	return slog.GroupValue(slog.Duration("after", e.After))
}

// LogValue gives the details.
func (e DuplicateWorker) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", e.ID), slog.String("owner", e.Owner))
}

func key(k Key) slog.Attr { return slog.String("shard", k.String()) }
