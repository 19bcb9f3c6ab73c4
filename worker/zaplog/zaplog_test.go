package zaplog

import (
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

// logged is what a zap core that keeps everything from least up gets of e.
func logged(e worker.Event, least zapcore.Level) []observer.LoggedEntry {
	core, logs := observer.New(least)
	New(zap.New(core, zap.AddCaller(), zap.AddStacktrace(zapcore.WarnLevel)))(e)
	return logs.All()
}

// Broken by: leaving the caller or the stack trace on; a level that levelOf takes for another.
func TestALineHasNameLevelAndFields(t *testing.T) {
	lost := lease.Lost{Key: lease.Key{Shard: "shardId-000000000001"}, Cause: lease.ErrLost, Held: time.Minute}
	lines := logged(lost, zapcore.DebugLevel)
	if len(lines) != 1 {
		t.Fatalf("%d lines, want 1", len(lines))
	}
	line := lines[0]
	if line.Message != "lease lost" || line.Level != zapcore.WarnLevel || line.Caller.Defined || line.Stack != "" {
		t.Errorf("line = %q, %v, caller %v, stack %q; want \"lease lost\", warn, and neither caller nor stack",
			line.Message, line.Level, line.Caller, line.Stack)
	}
	want := map[string]any{"shard": "shardId-000000000001", "cause": "lease: lost", "held": time.Minute}
	if diff := cmp.Diff(want, line.ContextMap()); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}

func TestLevelsAreSlogsInZapsWords(t *testing.T) {
	for _, c := range []struct {
		event worker.Event
		want  zapcore.Level
	}{
		{lease.Hung{}, zapcore.ErrorLevel},
		{processor.Panicked{Err: errors.New("panic: index out of range")}, zapcore.WarnLevel},
		{lease.Taken{}, zapcore.InfoLevel},
		{processor.Processed{}, zapcore.DebugLevel},
	} {
		if lines := logged(c.event, zapcore.DebugLevel); len(lines) != 1 || lines[0].Level != c.want {
			t.Errorf("%T is logged as %+v, want one line at %v", c.event, lines, c.want)
		}
	}
	if lines := logged(processor.Processed{}, zapcore.InfoLevel); len(lines) != 0 {
		t.Errorf("a processed batch is logged at Info: %+v", lines)
	}
}

// Broken by: taking any case out of fieldOf or fieldOfAny; not resolving a LogValuer.
func TestEveryKindOfDetailKeepsItsType(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	attrs := []slog.Attr{
		slog.String("string", "s"), slog.Bool("bool", true), slog.Int("int", -1), slog.Uint64("uint", 1),
		slog.Float64("float", 0.5), slog.Duration("duration", time.Second), slog.Time("time", at),
		slog.Any("error", errors.New("refused")), slog.Any("strings", []string{"b", "c"}), slog.Any("other", struct{ N int }{1}),
		slog.Any("valuer", processor.Idle{Shard: processor.Shard{Stream: "orders", ID: "a", Token: 3}}),
	}
	encoder := zapcore.NewMapObjectEncoder()
	for _, f := range fieldsOf(attrs) {
		f.AddTo(encoder)
	}
	want := map[string]any{
		"string": "s", "bool": true, "int": int64(-1), "uint": uint64(1),
		"float": 0.5, "duration": time.Second, "time": at,
		"error": "refused", "strings": []any{"b", "c"}, "other": "{1}",
		"valuer": map[string]any{"stream": "orders", "shard": "a", "token": uint64(3), "behind": time.Duration(0)},
	}
	if diff := cmp.Diff(want, encoder.Fields); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}

func ExampleNew() {
	w := worker.Worker{Application: "billing", Stream: "orders"}
	w.Observe = append(w.Observe, New(zap.NewExample()))
}
