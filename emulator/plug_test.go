package emulator_test

import (
	"context"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator"
)

// Broken by: a cut that is looked at before the request only, or after it only.
func TestACutPlugFailsRequestsBeforeTheirEffect(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		plug := w.emu.Plug()
		w.api = client(plug.Config())
		if err := w.put(t.Context(), "before"); err != nil {
			t.Fatal(err)
		}
		w.emu.Delay("PutRecord", 0, time.Second)
		under := make(chan error, 1)
		go func() { under <- w.put(t.Context(), "under way") }()
		time.Sleep(500 * time.Millisecond)
		plug.Cut()
		if err := w.put(t.Context(), "after"); err == nil {
			t.Error("a request passed the cut plug")
		}
		if err := <-under; err == nil {
			t.Error("an answer passed the cut plug")
		}
		if got := w.all(); got != "before under way" {
			t.Errorf("the stream has %q", got)
		}
		plug.Mend()
		if err := w.put(t.Context(), "mended"); err != nil {
			t.Error(err)
		}
	})
}

// Broken by: a pause that holds requests alone; a cut that leaves a paused request waiting.
func TestAPausedPlugHoldsRequestsAndAnswers(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		plug := w.emu.Plug()
		w.api = client(plug.Config())
		var effects []time.Duration
		start := time.Now()
		w.emu.Observe("PutRecord", func(c emulator.Call) { effects = append(effects, c.Effect.Sub(start)) })
		w.emu.Delay("PutRecord", 0, time.Second)
		done := make(chan time.Duration, 2)
		put := func(data string) {
			if err := w.put(t.Context(), data); err != nil {
				t.Error(err)
			}
			done <- time.Since(start)
		}
		go put("answer held")
		time.Sleep(500 * time.Millisecond)
		plug.Pause()
		plug.Pause() // twice is once
		go put("request held")
		time.Sleep(time.Hour)
		plug.Resume()
		if first, second := <-done, <-done; first != time.Hour+500*time.Millisecond || second != first+time.Second {
			t.Errorf("answered after %v and %v", first, second)
		}
		if len(effects) != 2 || effects[0] != 0 || effects[1] != time.Hour+500*time.Millisecond {
			t.Errorf("effects came after %v", effects)
		}
		plug.Pause()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := w.put(ctx, "given up"); err == nil || ctx.Err() == nil {
			t.Errorf("a held request ended with %v", err)
		}
		go func() { time.Sleep(time.Second); plug.Cut() }()
		if err := w.put(t.Context(), "crashed"); err == nil {
			t.Error("a request passed the cut plug")
		}
	})
}
