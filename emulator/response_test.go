package emulator

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// stream runs a handler against a response and gives what its client gets.
func stream(handle func(*response)) (*http.Response, error) {
	w := newResponse(httptest.NewRequest(http.MethodPost, "/", nil), func() {})
	go func() {
		handle(w)
		w.finish()
	}()
	<-w.ready
	return w.out, w.err
}

// Broken by: a first flush that waits for the handler's end; kept bytes that are lost at the end.
func TestAFlushedAnswerIsAStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		out, err := stream(func(w *response) {
			w.Header().Set("Content-Type", "text/plain")
			w.WriteHeader(http.StatusAccepted)
			w.Flush() // the header alone
			for range 3 {
				time.Sleep(time.Second)
				_, _ = io.WriteString(w, "piece ")
				w.Flush()
			}
			_, _ = io.WriteString(w, "rest")
		})
		if err != nil || out.StatusCode != http.StatusAccepted || time.Since(start) != 0 {
			t.Fatalf("the header came after %v: %+v, %v", time.Since(start), out, err)
		}
		piece := make([]byte, 64)
		if n, err := out.Body.Read(piece); string(piece[:n]) != "piece " || err != nil || time.Since(start) != time.Second {
			t.Errorf("read %q, %v after %v", piece[:n], err, time.Since(start))
		}
		rest, err := io.ReadAll(out.Body)
		if string(rest) != "piece piece rest" || err != nil || time.Since(start) != 3*time.Second {
			t.Errorf("read %q, %v after %v", rest, err, time.Since(start))
		}
	})
}

func TestAStreamEndsWhenEitherSideLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		told := make(chan error, 1)
		out, _ := stream(func(w *response) {
			w.Flush()
			_, _ = io.WriteString(w, "nobody reads this")
			told <- w.FlushError()
		})
		if err := errors.Join(out.Body.Close(), out.Body.Close()); err != nil {
			t.Error(err)
		}
		if err := <-told; err == nil {
			t.Error("the handler was not told that its client has gone")
		}
		out, _ = stream(func(w *response) {
			w.Flush()
			w.abort()
		})
		if _, err := io.ReadAll(out.Body); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("reading a stream that broke: %v", err)
		}
	})
}
