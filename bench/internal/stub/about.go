package stub

// What is said about streams, shards and consumers.

import (
	"cmp"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"strconv"
	"time"

	"github.com/fxamacker/cbor/v2"

	"github.com/shardkeeper/shardkeeper/bench/peer"
)

// about answers the operations whose answers are small.
func (s *Stub) about(operation, kind string, stream peer.Stream, in input) (map[string]any, bool) {
	switch operation {
	case "DescribeStreamSummary":
		return map[string]any{"StreamDescriptionSummary": described(stream, kind, map[string]any{
			"OpenShardCount": stream.Shards, "ConsumerCount": 0,
		})}, true
	case "DescribeStream":
		return map[string]any{"StreamDescription": described(stream, kind, map[string]any{
			"Shards": shards(stream), "HasMoreShards": false,
		})}, true
	case "ListShards":
		return map[string]any{"Shards": shards(stream)}, true
	case "RegisterStreamConsumer":
		return map[string]any{"Consumer": s.consumer(stream, kind, in)}, true
	case "DescribeStreamConsumer":
		c := s.consumer(stream, kind, in)
		c["StreamARN"] = arn(stream)
		return map[string]any{"ConsumerDescription": c}, true
	case "DeregisterStreamConsumer":
		return map[string]any{}, true
	}
	return nil, false
}

// described is what both descriptions of a stream say, and more.
func described(stream peer.Stream, kind string, more map[string]any) map[string]any {
	all := map[string]any{
		"StreamName": stream.Name(), "StreamARN": arn(stream), "StreamStatus": "ACTIVE",
		"StreamModeDetails": map[string]any{"StreamMode": "PROVISIONED"}, "RetentionPeriodHours": 8760,
		"StreamCreationTimestamp": timestamp(kind, created), "EncryptionType": "NONE",
		"EnhancedMonitoring": []any{map[string]any{"ShardLevelMetrics": []string{}}},
	}
	maps.Copy(all, more)
	return all
}

// shards are all open, and share the hash keys evenly.
func shards(stream peer.Stream) []any {
	width := new(big.Int).Div(new(big.Int).Lsh(big.NewInt(1), 128), big.NewInt(int64(stream.Shards)))
	bound := func(i int) *big.Int { return new(big.Int).Mul(width, big.NewInt(int64(i))) }
	var all []any
	for i := range stream.Shards {
		end := bound(i + 1)
		if i == stream.Shards-1 {
			end.Lsh(big.NewInt(1), 128)
		}
		all = append(all, map[string]any{
			"ShardId":             shardID(i),
			"HashKeyRange":        map[string]any{"StartingHashKey": bound(i).String(), "EndingHashKey": end.Sub(end, big.NewInt(1)).String()},
			"SequenceNumberRange": map[string]any{"StartingSequenceNumber": sequence(-1, created.UnixMilli())},
		})
	}
	return all
}

// consumer is one of any name, which was always there.
func (s *Stub) consumer(stream peer.Stream, kind string, in input) map[string]any {
	name := in.ConsumerARN
	if name == "" {
		name = arn(stream) + "/consumer/" + in.ConsumerName + ":" + strconv.FormatInt(created.Unix(), 10)
	}
	return map[string]any{
		"ConsumerARN": name, "ConsumerName": cmp.Or(in.ConsumerName, "bench"), "ConsumerStatus": "ACTIVE",
		"ConsumerCreationTimestamp": timestamp(kind, created.Add(time.Hour)),
	}
}

// timestamp is seconds in JSON, and tagged milliseconds in CBOR.
func timestamp(kind string, at time.Time) any {
	if kind == inCBOR {
		return cbor.Tag{Number: 1, Content: at.UnixMilli()}
	}
	return at.Unix()
}

// write answers with a document.
func write(w http.ResponseWriter, kind string, document map[string]any) {
	text, err := encode(kind, document)
	if err != nil {
		http.Error(w, "stub: "+err.Error(), http.StatusInternalServerError)
		return
	}
	send(w, [3][]byte{text})
}

func encode(kind string, document map[string]any) ([]byte, error) {
	if kind == inCBOR {
		return cbor.Marshal(document)
	}
	return json.Marshal(document)
}

// send writes a document of three parts; net/http hands the long one to the socket as it is.
func send(w http.ResponseWriter, parts [3][]byte) {
	length := len(parts[0]) + len(parts[1]) + len(parts[2])
	w.Header().Set("Content-Length", strconv.Itoa(length))
	for _, part := range parts {
		if _, err := w.Write(part); err != nil {
			return // the client went away
		}
	}
}

// refuse answers with an error of the service.
func refuse(w http.ResponseWriter, kind, code string) {
	text, _ := encode(kind, map[string]any{"__type": code, "message": "The stub does not know this."}) // two strings
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(http.StatusBadRequest)
	_, _ = w.Write(text) // the client went away if this fails
}
