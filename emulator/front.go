package emulator

// The front: the way of a request through envelope, hooks, service and observers. No lock is held
// anywhere on it, so every step may wait.

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// serve answers one request.
func (e *Emulator) serve(w http.ResponseWriter, r *http.Request, via passage) {
	e.begin.Do(e.open)
	id := stamp(w.Header(), e.now())
	env, refusal := readEnvelope(r)
	env.id = id
	s, known := e.service(env.target)
	switch {
	case refusal != nil:
	case !known:
		refusal = noService(env.wanted())
	default:
		refusal = s.unread(env.protocol.encoding)
	}
	if refusal != nil {
		s.write(w, env.protocol, answer{refusal: refusal})
		return
	}
	c := e.call(s, env, via)
	a := e.pass(r.Context(), s, c)
	e.report(c, a)
	switch {
	case c.Dropped:
		leave(a, c.End)
		abort(w)
	case a.refusal == nil && a.Events != nil:
		e.stream(r.Context(), w, c, a.Events)
	default:
		leave(a, c.End)
		s.write(w, env.protocol, a)
	}
}

// leave gives up events that nobody will listen to.
func leave(a answer, now time.Time) {
	if a.Events != nil {
		a.Events.Leave(now)
	}
}

// call makes a call of an envelope.
func (e *Emulator) call(s service, env envelope, via passage) *Call {
	account, region := cmp.Or(e.Account, defaultAccount), cmp.Or(e.Region, defaultRegion)
	if isAccount(env.accessKey) {
		account = env.accessKey
	}
	if isRegion(env.region) {
		region = env.region
	}
	return newCall(s, env, account, region, e.now(), via)
}

// pass takes a call through its hooks to its effect and back.
func (e *Emulator) pass(ctx context.Context, s service, c *Call) answer {
	if c.passage.backstage {
		return e.effect(ctx, s, c)
	}
	e.hooks.before(ctx, c)
	if c.plan.lose {
		c.Dropped = true
		return answer{}
	}
	var a answer
	if c.plan.refuse == "" {
		a = e.effect(ctx, s, c)
	}
	if c.Dropped {
		return a
	}
	for _, hold := range c.plan.hold {
		hold(ctx)
	}
	c.Dropped = c.plan.loseAnswer
	if fault := cmp.Or(c.plan.refuse, c.plan.spoil); fault != "" {
		a.refusal = fault.refusal(s.name)
	}
	return a
}

// effect has the service decide, at the instant at which the request reaches it, or later if it waits for
// something.
func (e *Emulator) effect(ctx context.Context, s service, c *Call) answer {
	a, answered := e.ask(ctx, s, c, wire.Request{
		ID: c.id, Operation: c.Operation, Account: c.Account, Region: c.Region, Body: c.Body, Encoding: c.encoding,
		StaleBy: c.plan.staleBy, PageItems: c.plan.pageItems, Unlimited: c.passage.backstage || e.Limits == Off,
	})
	if !answered {
		c.Dropped, c.Effect = true, time.Time{}
	}
	if s.name == Kinesis {
		e.expectDelivery()
	}
	return a
}

// report completes a call and shows it to observers, before the client can know the answer.
func (e *Emulator) report(c *Call, a answer) {
	if c.passage.backstage {
		return
	}
	c.End = e.now()
	if a.refusal != nil {
		c.Error, c.Message = a.refusal.Type, a.refusal.Message
	}
	e.recent.add(*c)
	e.hooks.observe(*c)
}

// abort breaks the connection of a client that is to get no answer.
func abort(w http.ResponseWriter) {
	if direct, ok := w.(*response); ok {
		direct.abort()
		return
	}
	control := http.NewResponseController(w)
	if conn, _, err := control.Hijack(); err == nil {
		_ = conn.Close() // its failure breaks the connection just as well
		return
	}
	// HTTP/2 has nothing to hijack: a write after the deadline resets this one stream.
	_ = control.SetWriteDeadline(time.Unix(1, 0))
	w.WriteHeader(http.StatusInternalServerError)
}
