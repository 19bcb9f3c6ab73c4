package sink

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/shardkeeper/shardkeeper/processor"
)

// A local file of letters, a JSON object a line.

// JSONLines appends letters to a file, one line each. It is a processor.Sink for all shards of one process;
// several processes may append to one file of a local disk. The file is never cut or rotated: what moves
// it away moves it while the worker does not run, or copies and truncates it.
type JSONLines struct {
	file *os.File
	sync bool
	turn chan *end // holds its one token while nobody writes
}

// end is how the file ends.
type end struct{ torn bool } // in the middle of a line, which a write that failed left behind

// An Option changes how a JSONLines writes.
type Option func(*JSONLines)

// NoSync leaves it to the operating system when a line is on the disk. A letter survives the death of the
// process then, and not that of the machine. By default each line is synced, since a record that was given
// up counts as done with it; that takes milliseconds, for records of which there should be few.
func NoSync() Option { return func(f *JSONLines) { f.sync = false } }

// OpenJSONLines opens the file at path to append to it, and makes it if there is none, readable for its
// owner alone: it holds payload.
func OpenJSONLines(path string, options ...Option) (*JSONLines, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("sink: open a file of dead letters: %w", err)
	}
	last, err := tornAt(file)
	if err != nil {
		_ = file.Close() // nothing was written
		return nil, fmt.Errorf("sink: look at the end of a file of dead letters: %w", err)
	}
	f := &JSONLines{file: file, sync: true, turn: make(chan *end, 1)}
	f.turn <- &end{torn: last}
	for _, option := range options {
		option(f)
	}
	return f, nil
}

// tornAt tells whether file ends in the middle of a line.
func tornAt(file *os.File) (bool, error) {
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
		return false, err
	}
	last := make([]byte, 1)
	if _, err := file.ReadAt(last, info.Size()-1); err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	return last[0] != '\n', nil
}

// Put appends letter. After an error the line may be there all the same, in part or as a whole; the next
// one begins a line of its own, so a reader skips lines that are no JSON, empty ones too: opened while another
// process writes, a line may look torn.
func (f *JSONLines) Put(ctx context.Context, letter *processor.Letter) error {
	line, err := Encode(letter, 0, false)
	if err != nil {
		return err
	}
	select {
	case at := <-f.turn:
		err = f.append(at, line)
		f.turn <- at
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	if err != nil {
		return fmt.Errorf("sink: append a dead letter: %w", err)
	}
	return nil
}

// append writes line with one call, so that those of several processes do not mix.
func (f *JSONLines) append(at *end, line []byte) error {
	line = append(line, '\n')
	if at.torn {
		line = append([]byte{'\n'}, line...)
	}
	n, err := f.file.Write(line)
	at.torn = at.torn && n == 0 || n > 0 && n < len(line)
	if err != nil || !f.sync {
		return err
	}
	return f.file.Sync()
}

// Close closes the file. Put fails from then on.
func (f *JSONLines) Close() error {
	if err := f.file.Close(); err != nil {
		return fmt.Errorf("sink: close a file of dead letters: %w", err)
	}
	return nil
}
