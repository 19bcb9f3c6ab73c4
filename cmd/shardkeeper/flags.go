package main

// The command line of shardkeeper emulator, read to the end: all its mistakes are told at once, each
// with the flag, the value and the remedy.

import (
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/server"
)

// settings are what a command line asks for.
type settings struct {
	addr        string // "" if not given
	streams     []server.Stream
	limits      emulator.Limits
	account     string
	region      string
	creating    time.Duration
	updating    time.Duration
	deleting    time.Duration
	expiring    time.Duration
	bucket      string
	certificate *tls.Certificate
	untilEOF    bool
	quiet       bool
	verbose     bool
	json        bool // log lines in JSON
	command     []string
}

// A reader reads one command line and collects its mistakes.
type reader struct {
	settings
	tlsCert, tlsKey string
	mistakes        []error
}

// wrong notes a mistake.
func (r *reader) wrong(flag, value, remedy string, args ...any) {
	r.mistakes = append(r.mistakes, fmt.Errorf("--%s %q: %s", flag, value, fmt.Sprintf(remedy, args...)))
}

// parse reads a command line. The error is flag.ErrHelp if it asks for help, or every mistake in it.
func parse(args []string) (settings, error) {
	r := &reader{}
	flags, command := args, []string(nil)
	if i := slices.Index(args, "--"); i >= 0 {
		flags, command = args[:i], args[i+1:]
		if len(command) == 0 {
			r.mistakes = append(r.mistakes, errors.New("--: a command must follow it"))
		}
	}
	r.command = command
	if err := r.read(flags); err != nil {
		return settings{}, err
	}
	r.readCertificate()
	r.compare()
	return r.settings, errors.Join(r.mistakes...)
}

// read reads the flags. Of an error of the flag package it makes a mistake, and goes on behind it.
func (r *reader) read(args []string) error {
	set := r.flags()
	for {
		err := set.Parse(args)
		args = set.Args()
		switch {
		case errors.Is(err, flag.ErrHelp):
			return err
		case err != nil:
			r.mistakes = append(r.mistakes, fmt.Errorf("%w: shardkeeper emulator --help lists the flags", err))
			if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
				args = args[1:] // the value of what is no flag
			}
		case len(args) > 0:
			r.mistakes = append(r.mistakes, fmt.Errorf("%q: it belongs to no flag: a command goes behind --, a stream behind --stream", args[0]))
			args = args[1:]
		default:
			return nil
		}
	}
}

// flags is every flag. A value that cannot be read is noted and does not stop the reading.
func (r *reader) flags() *flag.FlagSet {
	set := flag.NewFlagSet("", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.Usage = func() {}
	text := func(name string, read func(string)) {
		set.Func(name, "", func(value string) error { read(value); return nil })
	}
	text("addr", r.readAddr)
	text("stream", r.readStream)
	text("streams", r.readStreams)
	text("limits", r.readLimits)
	text("account", r.readAccount)
	text("region", r.readRegion)
	text("log-format", r.readLogFormat)
	for name, to := range map[string]*time.Duration{"creating": &r.creating, "updating": &r.updating, "deleting": &r.deleting, "expiring": &r.expiring} {
		text(name, func(value string) { *to = r.duration(name, value) })
	}
	set.StringVar(&r.tlsCert, "tls-cert", "", "")
	set.StringVar(&r.tlsKey, "tls-key", "", "")
	set.StringVar(&r.bucket, "bucket", "", "")
	for name, to := range map[string]*bool{"until-eof": &r.untilEOF, "quiet": &r.quiet, "verbose": &r.verbose} {
		set.BoolFunc(name, "", func(value string) error { *to = r.yes(name, value); return nil })
	}
	return set
}

func (r *reader) readAddr(value string) {
	_, port, err := net.SplitHostPort(value)
	if _, noPort := strconv.ParseUint(port, 10, 16); err != nil || noPort != nil {
		r.wrong("addr", value, "give HOST:PORT, such as %s; a port is at most 65535, 0 takes a free one", server.DefaultAddr)
	}
	r.addr = value
}

func (r *reader) readLimits(value string) {
	modes := map[string]emulator.Limits{"strict": emulator.Strict, "lenient": emulator.Lenient, "off": emulator.Off}
	mode, known := modes[value]
	if !known {
		r.wrong("limits", value, "give strict, lenient or off")
	}
	r.limits = mode
}

func (r *reader) readAccount(value string) {
	if len(value) != 12 || strings.Trim(value, "0123456789") != "" {
		r.wrong("account", value, "give 12 digits")
	}
	r.account = value
}

func (r *reader) readRegion(value string) {
	if value == "" || len(value) > 32 || strings.Trim(value, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		r.wrong("region", value, "give a region's name, such as eu-central-1")
	}
	r.region = value
}

func (r *reader) readLogFormat(value string) {
	if value != "text" && value != "json" {
		r.wrong("log-format", value, "give text or json")
	}
	r.json = value == "json"
}

func (r *reader) duration(name, value string) time.Duration {
	d, err := time.ParseDuration(value)
	if err != nil || d < 0 {
		r.wrong(name, value, "give a duration, such as 500ms or 3s")
	}
	return d
}

func (r *reader) yes(name, value string) bool {
	yes, err := strconv.ParseBool(value)
	if err != nil {
		r.wrong(name, value, "give it alone, or =true or =false")
	}
	return yes
}

func (r *reader) readCertificate() {
	switch {
	case r.tlsCert == "" && r.tlsKey == "":
	case r.tlsKey == "":
		r.wrong("tls-cert", r.tlsCert, "give its key too, with --tls-key")
	case r.tlsCert == "":
		r.wrong("tls-key", r.tlsKey, "give its certificate too, with --tls-cert")
	default:
		pair, err := tls.LoadX509KeyPair(r.tlsCert, r.tlsKey)
		if err != nil {
			r.wrong("tls-cert", r.tlsCert, "give PEM files of a certificate and its key: %v", err)
		}
		r.certificate = &pair
	}
}

// compare finds flags that contradict each other.
func (r *reader) compare() {
	if r.quiet && r.verbose {
		r.wrong("quiet", "true", "it contradicts --verbose; leave out one of the two")
	}
	if r.untilEOF && len(r.command) > 0 {
		r.wrong("until-eof", "true", "leave it out: standard input is the command's, and the emulator ends with it")
	}
	seen := map[string]bool{}
	for _, s := range r.streams {
		if seen[s.StreamName] {
			r.wrong("stream", s.StreamName, "give each stream once, here or in the file of --streams")
		}
		seen[s.StreamName] = true
	}
}
