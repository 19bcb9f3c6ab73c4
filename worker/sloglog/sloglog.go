// Package sloglog writes a worker's events to a log/slog logger, one line per event.
//
//	w.Observe = append(w.Observe, sloglog.New(slog.Default()))
//
// The message is the event's name, the fields are its details, the level tells how much it
// matters (see Level). No line bears a payload or a partition key.
//
// What is not promised: nothing is dropped or merged, so a table that is away for an hour says so
// at each attempt. Where that is too much, give a logger whose handler samples. A handler that
// blocks holds up the worker.
package sloglog

import (
	"context"
	"log/slog"
	"time"

	"github.com/shardkeeper/shardkeeper/worker"
)

// New returns an observer that writes to l. The lines bear no source position: it would be the
// same one for all of them.
func New(l *slog.Logger) func(worker.Event) {
	handler := l.Handler()
	return func(e worker.Event) {
		ctx, level := context.Background(), Level(e)
		if !handler.Enabled(ctx, level) {
			return
		}
		line := slog.NewRecord(time.Now(), level, e.Event(), 0)
		line.AddAttrs(Fields(e)...)
		_ = handler.Handle(ctx, line) // a log that cannot be written has nowhere to say so
	}
}

// Fields are the details of e without those that say nothing: a nil error, an empty name.
func Fields(e worker.Event) []slog.Attr {
	v := e.LogValue().Resolve()
	if v.Kind() != slog.KindGroup {
		return []slog.Attr{{Key: "details", Value: v}}
	}
	var fields []slog.Attr
	for _, f := range v.Group() {
		if f.Value = f.Value.Resolve(); !empty(f.Value) {
			fields = append(fields, f)
		}
	}
	return fields
}

func empty(v slog.Value) bool {
	switch v.Kind() {
	case slog.KindString:
		return v.String() == ""
	case slog.KindTime:
		return v.Time().IsZero()
	case slog.KindAny:
		names, list := v.Any().([]string)
		return v.Any() == nil || list && len(names) == 0
	default:
		return false
	}
}
