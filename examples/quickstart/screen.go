package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

// A screen shows lines as they come and, on a terminal, a picture below them that is redrawn.
// Elsewhere the picture is appended when it is worth it.
type screen struct {
	out      io.Writer
	terminal bool
	began    time.Time
	mu       struct {
		sync.Mutex
		height  int // lines of the picture on the terminal
		picture string
	}
}

func newScreen(out io.Writer) *screen {
	s := &screen{out: out, began: time.Now()}
	if f, ok := out.(*os.File); ok && os.Getenv("TERM") != "dumb" {
		info, err := f.Stat()
		s.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return s
}

// say shows what happened, with the time since the beginning.
func (s *screen) say(format string, args ...any) {
	s.print(fmt.Sprintf("%6.2fs  %s\n", time.Since(s.began).Seconds(), fmt.Sprintf(format, args...)))
}

// print shows text as it is.
func (s *screen) print(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.erase()
	fmt.Fprint(s.out, text)
	s.draw()
}

// show draws the picture; keep appends it where it cannot be redrawn.
func (s *screen) show(picture string, keep bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.terminal {
		if keep {
			fmt.Fprint(s.out, "\n", picture, "\n")
		}
		return
	}
	s.erase()
	s.mu.picture = "\n" + picture
	s.draw()
	if keep {
		s.mu.height, s.mu.picture = 0, ""
		fmt.Fprintln(s.out)
	}
}

func (s *screen) erase() {
	if s.mu.height > 0 {
		fmt.Fprintf(s.out, "\x1b[%dA\x1b[J", s.mu.height)
	}
	s.mu.height = 0
}

func (s *screen) draw() {
	if s.terminal && s.mu.picture != "" {
		fmt.Fprint(s.out, s.mu.picture)
		s.mu.height = strings.Count(s.mu.picture, "\n")
	}
}
