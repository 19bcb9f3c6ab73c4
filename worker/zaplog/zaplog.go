// Package zaplog writes a worker's events to a zap logger, one line per event.
//
//	w.Observe = append(w.Observe, zaplog.New(logger))
//
// The message is the event's name, the fields are its details, the level is sloglog.Level's. No
// line bears a payload or a partition key.
//
// What is not promised: nothing is dropped or merged, so a table that is away for an hour says so
// at each attempt. Where that is too much, zap's own sampling helps (zap.Config.Sampling, which
// zap.NewProductionConfig sets). A core that blocks holds up the worker.
package zaplog

import (
	"log/slog"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/shardkeeper/shardkeeper/worker"
	"github.com/shardkeeper/shardkeeper/worker/sloglog"
)

// New returns an observer that writes to l. The lines bear neither caller nor stack trace: both
// would be this package's, whatever happened.
func New(l *zap.Logger) func(worker.Event) {
	l = l.WithOptions(zap.WithCaller(false), zap.AddStacktrace(zapcore.InvalidLevel))
	return func(e worker.Event) {
		if line := l.Check(levelOf(sloglog.Level(e)), e.Event()); line != nil {
			line.Write(fieldsOf(sloglog.Fields(e))...)
		}
	}
}

func levelOf(l slog.Level) zapcore.Level {
	switch {
	case l >= slog.LevelError:
		return zapcore.ErrorLevel
	case l >= slog.LevelWarn:
		return zapcore.WarnLevel
	case l >= slog.LevelInfo:
		return zapcore.InfoLevel
	default:
		return zapcore.DebugLevel
	}
}
