package emulator

// A request that waits for its answer: the service is asked again until it has one. No lock and no
// goroutine of the service is held meanwhile.

import (
	"context"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// ask has a service decide, for as often as it answers with a Wait. The instants are those at which the
// request reached it, so the last one is that of the effect. answered is false if the client has left, or
// its plug was cut, while it waited: then there is no effect.
func (e *Emulator) ask(ctx context.Context, s service, c *Call, req wire.Request) (a answer, answered bool) {
	for {
		changed := c.passage.plug.changed() // what changes after the look below is not missed
		if !req.Since.IsZero() && c.passage.plug.severed() {
			return answer{}, false
		}
		c.Effect = e.now()
		req.Now = c.Effect
		out, refusal := s.model.Serve(req)
		if refusal != nil || out.Wait == nil {
			return answer{out, refusal}, true
		}
		if req.Since.IsZero() {
			req.Since = req.Now
		}
		if !e.wait(ctx, wire.Step{Until: out.Wait.Until, Wake: out.Wait.Wake}, changed, nil) {
			return answer{}, false
		}
	}
}
