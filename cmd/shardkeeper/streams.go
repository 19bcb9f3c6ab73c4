package main

// Streams on the command line and in a file.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/shardkeeper/shardkeeper/emulator/server"
)

const (
	mostShards = 100_000 // that CreateStream takes
	onDemand   = "on-demand"
)

var streamName = regexp.MustCompile(`^[a-zA-Z0-9_.-]{1,128}$`)

func (r *reader) readStream(value string) {
	s, err := parseStream(value)
	if err != nil {
		r.wrong("stream", value, "%v", err)
		return
	}
	r.streams = append(r.streams, s)
}

// parseStream reads NAME, NAME:SHARDS or NAME:on-demand.
func parseStream(text string) (server.Stream, error) {
	name, size, sized := strings.Cut(text, ":")
	if !streamName.MatchString(name) {
		return server.Stream{}, errors.New("give NAME, NAME:SHARDS or NAME:on-demand; a name is 1 to 128 letters, digits, '_', '.', '-'")
	}
	if size == onDemand {
		return server.Stream{StreamName: name, StreamModeDetails: &server.StreamModeDetails{StreamMode: "ON_DEMAND"}}, nil
	}
	if !sized {
		return server.Stream{StreamName: name, ShardCount: 1}, nil
	}
	n, err := strconv.Atoi(size)
	if err != nil || n < 1 || n > mostShards {
		return server.Stream{}, fmt.Errorf("behind the colon give 1 to %d shards, or %s", mostShards, onDemand)
	}
	return server.Stream{StreamName: name, ShardCount: n}, nil
}

func (r *reader) readStreams(path string) {
	text, err := os.ReadFile(path)
	if err != nil {
		r.wrong("streams", path, "give a file that can be read: %v", err)
		return
	}
	streams, errs := parseStreams(text)
	for _, err := range errs {
		r.wrong("streams", path, "%v", err)
	}
	r.streams = append(r.streams, streams...)
}

// parseStreams reads a file: a JSON array of what CreateStream takes, or a line for each stream as
// --stream has it, with blank lines and comments from #. It reports every mistake.
func parseStreams(text []byte) ([]server.Stream, []error) {
	if trimmed := bytes.TrimSpace(text); len(trimmed) > 0 && trimmed[0] == '[' {
		return parseDocuments(trimmed)
	}
	var streams []server.Stream
	var errs []error
	for i, line := range strings.Split(string(text), "\n") {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		s, err := parseStream(line)
		if err != nil {
			errs = append(errs, fmt.Errorf("line %d, %q: %w", i+1, line, err))
			continue
		}
		streams = append(streams, s)
	}
	return streams, errs
}

// parseDocuments reads the form in JSON. A member that CreateStream does not have is a mistake here,
// though the service would ignore it: nobody would see the typing error.
func parseDocuments(text []byte) ([]server.Stream, []error) {
	var documents []json.RawMessage
	if err := json.Unmarshal(text, &documents); err != nil {
		return nil, []error{fmt.Errorf("give a JSON array of what CreateStream takes: %w", err)}
	}
	var streams []server.Stream
	var errs []error
	for i, document := range documents {
		var s server.Stream
		strict := json.NewDecoder(bytes.NewReader(document))
		strict.DisallowUnknownFields()
		err := strict.Decode(&s)
		switch {
		case err != nil:
			errs = append(errs, fmt.Errorf("stream %d: give members of CreateStream only: %w", i+1, err))
		case !streamName.MatchString(s.StreamName):
			errs = append(errs, fmt.Errorf("stream %d: StreamName %q: give 1 to 128 letters, digits, '_', '.', '-'", i+1, s.StreamName))
		case s.ShardCount == 0 && (s.StreamModeDetails == nil || s.StreamModeDetails.StreamMode != "ON_DEMAND"):
			s.ShardCount = 1
			streams = append(streams, s)
		default:
			streams = append(streams, s)
		}
	}
	return streams, errs
}
