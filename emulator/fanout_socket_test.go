package emulator_test

// Subscriptions over real sockets, in real time: the framing, flushing and ending that the way without
// a socket does not have.

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
)

// Broken by: a frame that is not flushed; a handler that goes on after its client has gone, for which
// the server's Close waits.
func TestASubscriptionWorksOverASocket(t *testing.T) {
	var both, clear http.Protocols
	both.SetHTTP1(true)
	both.SetUnencryptedHTTP2(true)
	clear.SetUnencryptedHTTP2(true)
	for name, transport := range map[string]*http.Transport{"HTTP 1.1": {}, "cleartext HTTP 2": {Protocols: &clear}} {
		t.Run(name, func(t *testing.T) {
			emu := emulatortest.New(t)
			server := httptest.NewUnstartedServer(emu)
			server.Config.Protocols = &both
			server.Start()
			defer server.Close()
			defer transport.CloseIdleConnections()
			cfg := emu.Config()
			cfg.BaseEndpoint, cfg.HTTPClient = &server.URL, &http.Client{Transport: plainBody{transport}}
			converse(world{t, emu, client(cfg)}, transport.Protocols != nil)
		})
	}
}

// converse is a subscription of each kind of end. The SDK tells a connection that closed from a clean end
// only over HTTP 2, where a reset is no end of a body.
func converse(w world, tells bool) {
	orders := w.emu.Stream("orders", 1)
	arns := map[string]string{}
	for _, name := range []string{"clean", "broken", "failed", "left", "ended"} {
		arns[name] = w.consumer(name)
	}
	begin := func(name string) *subscription {
		sub := w.subscribe(arns[name], shard0, fromLatest)
		sub.event()
		orders.Put("k", name)
		if event := sub.event(); said(event) != name {
			w.Errorf("%q came, want %q", said(event), name)
		}
		return sub
	}
	sub := begin("clean")
	w.emu.EndSubscriptions()
	sub.wantEnd("clean", "", "")

	sub = begin("broken")
	w.emu.BreakSubscriptions()
	if _, _, _, err := sub.end(); err == nil && tells {
		w.Error("a broken connection looks like a clean end")
	}

	sub = begin("failed")
	w.emu.FailSubscriptions("400 KMSThrottlingException: slow down")
	sub.wantEnd("failed", "KMSThrottlingException", "slow down")

	if err := begin("left").stream.Close(); err != nil {
		w.Error(err)
	}

	sub = begin("ended")
	orders.Split(shard0)
	if _, goOn, children, err := sub.end(); err != nil || goOn != nil || len(children) != 2 {
		w.Errorf("at the shard's end: %v, %+v, %v", goOn, children, err)
	}
}
