package worker

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// Handler serves three pages for the user's own mux:
//
//	/livez    200 while this worker's own loops advance; it never looks at lag or at AWS
//	/readyz   200 once the first pass is done and AWS answers; otherwise 503 and the reason
//	/statusz  Status as JSON
//
// A liveness probe on /livez restarts only a worker that is stuck in itself: restarting a fleet
// because AWS is away would help nobody.
func (w *Worker) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", func(rw http.ResponseWriter, _ *http.Request) { answer(rw, w.alive(time.Now())) })
	mux.HandleFunc("GET /readyz", func(rw http.ResponseWriter, _ *http.Request) {
		s := w.Status()
		if s.Ready {
			answer(rw, nil)
			return
		}
		answer(rw, fmt.Errorf("not ready: %s", s.NotReady))
	})
	mux.HandleFunc("GET /statusz", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "application/json")
		encoder := json.NewEncoder(rw)
		encoder.SetIndent("", "  ")
		_ = encoder.Encode(w.Status()) // the client went away: nothing to do about it
	})
	return mux
}

func answer(rw http.ResponseWriter, err error) {
	rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if err != nil {
		rw.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintln(rw, err)
		return
	}
	fmt.Fprintln(rw, "ok")
}

// alive is nil while the worker's own loops advance. A loop that waits for AWS advances with each
// attempt, all of which are bounded.
func (w *Worker) alive(now time.Time) error {
	r := w.run.Load()
	if r == nil {
		return nil // Run has not begun, or is about to say why not
	}
	if r.isEnding() {
		return nil // the loops are done; user code finishes, and StopTimeout bounds that
	}
	if idle, bound := now.Sub(r.keeper.Health().Active), r.stuckAfter(); idle > bound {
		return fmt.Errorf("the lease loop has not advanced for %v (bound: %v)", idle.Round(time.Second), bound)
	}
	return nil
}
