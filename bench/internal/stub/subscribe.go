package stub

// Subscriptions: events as fast as the client reads them, heart-beats when there are no more.

import (
	"net/http"
	"time"
)

const heartbeat = 5 * time.Second // the service's

// subscribe pushes until the client goes.
func (s *Stub) subscribe(w http.ResponseWriter, r *http.Request, at place) {
	w.Header().Set("Content-Type", "application/vnd.amazon.eventstream")
	out := http.NewResponseController(w)
	push := func(frame []byte) bool {
		_, err := w.Write(frame)
		return err == nil && out.Flush() == nil
	}
	if !push(frame("initial-response", []byte("{}"))) {
		return
	}
	for {
		next := s.events.at(at)
		if !push(next.frame) {
			return
		}
		if at.at = next.next; at.at < at.each {
			continue
		}
		select {
		case <-r.Context().Done():
			return
		case <-time.After(heartbeat):
		}
	}
}
