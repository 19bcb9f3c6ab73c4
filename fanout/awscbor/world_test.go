package awscbor_test

// What the tests stand on: an emulator, and clients of it that speak JSON or CBOR.

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/fanout/awscbor"
)

func inCBOR(emu *emulator.Emulator) *kinesis.Client {
	return kinesis.NewFromConfig(emu.Config(), func(o *kinesis.Options) { o.Retryer = aws.NopRetryer{} }, awscbor.Use)
}

// A canned service gives one answer to everything.
type canned struct {
	status int
	header http.Header
	body   string
}

func (c canned) Do(r *http.Request) (*http.Response, error) {
	header := c.header
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: c.status, Header: header, Request: r, ContentLength: -1, Body: io.NopCloser(strings.NewReader(c.body))}, nil
}

// listening speaks JSON to emu, and keeps what it answered last.
func listening(emu *emulator.Emulator, last *canned) *kinesis.Client {
	cfg := emu.Config()
	cfg.HTTPClient = ear{cfg.HTTPClient, last}
	return kinesis.NewFromConfig(cfg, func(o *kinesis.Options) { o.Retryer = aws.NopRetryer{} })
}

type ear struct {
	next aws.HTTPClient
	last *canned
}

func (e ear) Do(r *http.Request) (*http.Response, error) {
	resp, err := e.next.Do(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	*e.last = canned{resp.StatusCode, resp.Header, string(body)}
	resp.Body = io.NopCloser(strings.NewReader(string(body)))
	return resp, nil
}

// client speaks CBOR to the canned service.
func (c canned) client() *kinesis.Client {
	var emu emulator.Emulator
	cfg := emu.Config()
	cfg.HTTPClient = c
	return kinesis.NewFromConfig(cfg, func(o *kinesis.Options) { o.Retryer = aws.NopRetryer{} }, awscbor.Use)
}

// A tap counts what went out in which content type, by operation.
type tap struct {
	next interface {
		Do(*http.Request) (*http.Response, error)
	}
	sent map[string]string
}

func (t tap) Do(r *http.Request) (*http.Response, error) {
	t.sent[r.Header.Get("X-Amz-Target")] = r.Header.Get("Content-Type")
	return t.next.Do(r)
}

// bare leaves out of a comparison what no service wrote.
func bare() cmp.Option {
	return cmp.FilterPath(func(p cmp.Path) bool {
		field, is := p.Last().(cmp.StructField)
		return is && (field.Name() == "ResultMetadata" || field.Name() == "noSmithyDocumentSerde")
	}, cmp.Ignore())
}

// refusal is the exception of an error, "" if there is none.
func refusal(err error) (exception, message string) {
	if api, is := errors.AsType[smithy.APIError](err); is {
		return api.ErrorCode(), api.ErrorMessage()
	}
	if err != nil {
		return "no API error", err.Error()
	}
	return "", ""
}

func wantSame(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, bare()); diff != "" {
		t.Errorf("%s: JSON - and CBOR + differ:\n%s", what, diff)
	}
}
