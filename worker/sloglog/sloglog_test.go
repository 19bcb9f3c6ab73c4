package sloglog

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/worker"
)

// logged is what a text log without times shows of e.
func logged(e worker.Event, least slog.Level) string {
	var out bytes.Buffer
	New(slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{
		Level:     least,
		AddSource: true,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	})))(e)
	return strings.TrimSpace(out.String())
}

// Broken by: Fields keeps a nil error or an empty name; New logs with slog.Logger.Log (a source).
func TestALineSaysWhatHappenedAndNothingEmpty(t *testing.T) {
	key := lease.Key{Shard: "shardId-000000000001"}
	for _, c := range []struct {
		event worker.Event
		want  string
	}{
		{lease.Taken{Key: key, Token: 7}, `level=INFO msg="lease taken" shard=shardId-000000000001 token=7`},
		{lease.Taken{Key: key, Token: 7, From: "w1"}, `level=INFO msg="lease taken" shard=shardId-000000000001 token=7 from=w1`},
		{lease.Lost{Key: key, Cause: lease.ErrLost, Held: time.Minute},
			`level=WARN msg="lease lost" shard=shardId-000000000001 cause="lease: lost" held=1m0s`},
		{lease.Ended{Key: key, How: lease.End, Children: []string{"b", "c"}},
			`level=INFO msg="tenure ended" shard=shardId-000000000001 how=end children="[b c]" held=0s`},
		{worker.Stopped{Worker: "w0"}, `level=INFO msg="worker stopped" worker=w0`},
	} {
		if got := logged(c.event, slog.LevelDebug); got != c.want {
			t.Errorf("%T is logged as\n%s\nwant\n%s", c.event, got, c.want)
		}
	}
}

// spy is an event that tells whether its details were asked for.
type spy struct{ asked *bool }

func (spy) Event() string { return "spied on" }
func (s spy) LogValue() slog.Value {
	*s.asked = true
	return slog.StringValue("plain")
}

// Broken by: New does not ask Enabled.
func TestWhatIsNotLoggedCostsNothing(t *testing.T) {
	var asked bool
	if got := logged(spy{&asked}, slog.LevelWarn); got != "" || asked {
		t.Errorf("an Info event below the level: %q, details asked for: %v; want nothing", got, asked)
	}
	if got, want := logged(processor.Processed{}, slog.LevelInfo), ""; got != want {
		t.Errorf("a processed batch is logged as %q at Info, want %q", got, want)
	}
}

func TestAnEventOfOthersIsInfoAndKeepsItsValue(t *testing.T) {
	var asked bool
	if got, want := logged(spy{&asked}, slog.LevelInfo), `level=INFO msg="spied on" details=plain`; got != want {
		t.Errorf("an event that is not the library's is logged as %q, want %q", got, want)
	}
}

func ExampleNew() {
	w := worker.Worker{Application: "billing", Stream: "orders"}
	w.Observe = append(w.Observe, New(slog.Default()))
}
