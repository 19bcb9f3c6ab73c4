package server

// Streams that are there from the start, created through the emulator's own API: no socket, and
// nothing of the environment's AWS configuration.

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/shardkeeper/shardkeeper/emulator"
)

// A Stream is what CreateStream is asked for, with the members and the names of its request.
type Stream struct {
	StreamName                 string
	ShardCount                 int                `json:",omitempty"`
	StreamModeDetails          *StreamModeDetails `json:",omitempty"`
	RecordDistributionStrategy string             `json:",omitempty"`
	MaxRecordSizeInKiB         int                `json:",omitempty"`
	WarmThroughputMiBps        int                `json:",omitempty"`
	Tags                       map[string]string  `json:",omitempty"`
}

// StreamModeDetails is a stream's mode.
type StreamModeDetails struct {
	StreamMode string // PROVISIONED or ON_DEMAND
}

// create creates streams.
func create(ctx context.Context, emu *emulator.Emulator, streams []Stream) error {
	for _, s := range streams {
		if err := ask(ctx, emu, "CreateStream", s, nil); err != nil {
			return fmt.Errorf("server: create stream %q: %w", s.StreamName, err)
		}
	}
	return nil
}

// count is how many streams the emulator's own account and region have.
func count(ctx context.Context, emu *emulator.Emulator) (int, error) {
	type page struct {
		StreamNames    []string
		HasMoreStreams bool
	}
	type from struct {
		ExclusiveStartStreamName string `json:",omitempty"`
	}
	var after from
	for n := 0; ; {
		var found page
		if err := ask(ctx, emu, "ListStreams", after, &found); err != nil {
			return 0, err
		}
		if n += len(found.StreamNames); !found.HasMoreStreams || len(found.StreamNames) == 0 {
			return n, nil
		}
		after.ExclusiveStartStreamName = found.StreamNames[len(found.StreamNames)-1]
	}
}

// A refusal is what the service says of a request that it does not do.
type refusal struct {
	Type    string `json:"__type"`
	Message string `json:"message"`
}

func (r *refusal) Error() string { return r.Type + ": " + r.Message }

// ask calls an operation of Kinesis behind the hooks and the limits. The answer goes to out if that
// is not nil.
func ask(ctx context.Context, emu *emulator.Emulator, operation string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://emulator.invalid/", bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("X-Amz-Target", "Kinesis_20131202."+operation)
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	answer, err := emu.Backstage().HTTPClient.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }() // it is in memory
	if answer.StatusCode != http.StatusOK {
		refused := new(refusal)
		if err := json.NewDecoder(answer.Body).Decode(refused); err != nil {
			return fmt.Errorf("status %d: %w", answer.StatusCode, err)
		}
		return refused
	}
	if out == nil {
		return nil
	}
	return json.NewDecoder(answer.Body).Decode(out)
}
