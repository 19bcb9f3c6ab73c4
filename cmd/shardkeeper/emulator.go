package main

// shardkeeper emulator: the server, until it is told to stop, or for as long as a command runs.

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/server"
)

const emulatorUsage = `shardkeeper emulator [flags] [-- command args...]

  --addr HOST:PORT      listen here (127.0.0.1:4567; with a command a free port)
  --stream NAME[:SIZE]  create a stream: SIZE shards (1) or on-demand; repeats
  --streams FILE        create the streams in FILE: such lines, or JSON
  --limits MODE         strict, lenient (what a shard can carry), off (lenient)
  --account ID          whose access key is not 12 digits (000000000000)
  --region NAME         of the streams above, and of unsigned calls (us-east-1)
  --creating DURATION   how long a stream or table is CREATING (0s: at once)
  --updating DURATION   how long it is UPDATING (0s)
  --deleting DURATION   how long it is DELETING (0s)
  --expiring DURATION   how long items outlive their TTL (48h; 1ns: not at all)
  --bucket DIR          where channels deliver: the folder of buckets (nowhere)
  --tls-cert FILE       a certificate for TLS, in PEM (one is made in memory)
  --tls-key FILE        its key
  --until-eof           stop at the end of standard input too
  --verbose             log every call
  --quiet               log errors only
  --log-format FORMAT   text or json (text)

When it is ready it prints one line of JSON with the endpoint. Its log goes to
standard error. A command finds AWS_ENDPOINT_URL, a region and keys in its
environment; its exit status is ours, and we print nothing.
`

// runEmulator is the subcommand.
func runEmulator(ctx context.Context, p process) int {
	s, err := parse(p.args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(p.out, emulatorUsage)
		return 0
	}
	if err != nil {
		fmt.Fprintf(p.err, "shardkeeper emulator: the command line has mistakes:\n%v\n", err)
		return misused
	}
	emu := &emulator.Emulator{
		Limits: s.limits, Account: s.account, Region: s.region,
		Creating: s.creating, Updating: s.updating, Deleting: s.deleting, Expiring: s.expiring, Bucket: s.bucket,
	}
	log := s.logger(p.err)
	if s.verbose {
		emu.Observe("*", func(c emulator.Call) { log.Info(c.String()) })
	}
	srv := &server.Server{
		Addr: s.addr, Emulator: emu, Streams: s.streams, Certificate: s.certificate, Logger: log, Version: version(),
	}
	if len(s.command) > 0 {
		srv.Addr = cmp.Or(s.addr, "127.0.0.1:0")
		return beside(ctx, p, srv, s)
	}
	return serve(ctx, p, srv, s)
}

// logger writes to standard error. With a command, that is the command's: only what needs attention
// goes there.
func (s settings) logger(to io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: slog.LevelInfo}
	switch {
	case s.quiet:
		options.Level = slog.LevelError
	case len(s.command) > 0 && !s.verbose:
		options.Level = slog.LevelWarn
	}
	if s.json {
		return slog.New(slog.NewJSONHandler(to, options))
	}
	return slog.New(slog.NewTextHandler(to, options))
}

// serve runs the server until a signal.
func serve(ctx context.Context, p process, srv *server.Server, s settings) int {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() { // it lasts as long as the process
		<-p.signals
		stop()
	}()
	if s.untilEOF {
		go func() { // a read of standard input cannot be given up
			_, _ = io.Copy(io.Discard, p.in)
			stop()
		}()
	}
	srv.Ready = func(at net.Addr) {
		line, err := json.Marshal(s.ready(at))
		if err == nil {
			_, _ = fmt.Fprintf(p.out, "%s\n", line) // who does not read it does without
		}
		s.warnIfOpen(srv.Logger, at)
	}
	if err := srv.Run(ctx); err != nil {
		fmt.Fprintf(p.err, "shardkeeper emulator: %v\n", err)
		return failed
	}
	return 0
}

// A readiness is the line that is printed when the server is ready.
type readiness struct {
	Endpoint string   `json:"endpoint"` // what AWS_ENDPOINT_URL is to be
	Addr     string   `json:"addr"`
	Region   string   `json:"region"`
	Account  string   `json:"account"`
	Streams  []string `json:"streams"`
	PID      int      `json:"pid"`
}

func (s settings) ready(at net.Addr) readiness {
	names := make([]string, 0, len(s.streams))
	for _, stream := range s.streams {
		names = append(names, stream.StreamName)
	}
	return readiness{
		Endpoint: endpoint(at), Addr: at.String(), Region: s.home(), Account: s.owner(), Streams: names, PID: os.Getpid(),
	}
}

// home is the region of the streams.
func (s settings) home() string { return cmp.Or(s.region, "us-east-1") }

// owner is the account of the streams.
func (s settings) owner() string { return cmp.Or(s.account, "000000000000") }

// endpoint is the address as this machine's clients reach it.
func endpoint(at net.Addr) string {
	host, port, err := net.SplitHostPort(at.String())
	if err != nil {
		return "http://" + at.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// warnIfOpen says who can reach an address that is not loopback.
func (s settings) warnIfOpen(log *slog.Logger, at net.Addr) {
	tcp, ok := at.(*net.TCPAddr)
	if ok && !tcp.IP.IsLoopback() {
		log.Warn("every machine that reaches this address can read and write: no signature is checked", "addr", at.String())
	}
}
