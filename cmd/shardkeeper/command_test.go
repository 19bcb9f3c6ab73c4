//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// Broken by: -1 for a command that a signal killed; 1 for one that is not there.
func TestACommandsStatusIsOurs(t *testing.T) {
	for _, c := range []struct {
		args []string
		want int
	}{
		{running(nil, "exit", "0"), 0},
		{running(nil, "exit", "3"), 3},
		{running(nil, "die"), killed + int(syscall.SIGKILL)},
		{[]string{"emulator", "--", "no-such-program-anywhere"}, notFound},
		{[]string{"emulator", "--", t.TempDir()}, notExecutable},
		{running([]string{"--limits", "none"}, "exit", "0"), misused},
		{running([]string{"--addr", "256.0.0.1:0"}, "exit", "0"), failed},
	} {
		if status, out, errs := statusOf(t, shardkeeper(t, c.args...)); status != c.want || out != "" {
			t.Errorf("%v: status %d, %q, %q, want %d", c.args[1:], status, out, errs, c.want)
		}
	}
}

// Broken by: AWS_ENDPOINT_URL_KINESIS, or AWS_USE_FIPS_ENDPOINT, left in place.
func TestACommandFindsTheEmulatorWhateverItWasConfiguredFor(t *testing.T) {
	c := shardkeeper(t, running([]string{"--stream", "orders", "--region", "eu-north-1", "--account", "123456789012"}, "streams")...)
	c.Env = append(c.Environ(), "AWS_PROFILE=none-such", "AWS_ENDPOINT_URL_KINESIS=http://127.0.0.1:1", "AWS_SESSION_TOKEN=x",
		"AWS_REGION=us-west-2", "AWS_USE_FIPS_ENDPOINT=true", "AWS_ACCESS_KEY_ID=real", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true")
	status, out, errs := statusOf(t, c)
	if status != 0 || out != "[orders]\n" || errs != "" {
		t.Errorf("status %d, %q, %q", status, out, errs)
	}
}

// Broken by: all endpoints removed; only those of Kinesis removed.
func TestTheEnvironmentOfACommand(t *testing.T) {
	c := shardkeeper(t, running([]string{"--region", "eu-north-1"}, "environment")...)
	c.Env = []string{"KEPT=1", "AWS_PROFILE=p", "AWS_ENDPOINT_URL_S3=http://s3", "AWS_ENDPOINT_URL_STS=http://sts", "HTTP_PROXY=http://proxy", "no_proxy=intra"}
	_, out, _ := statusOf(t, c)
	var env []string
	if err := json.Unmarshal([]byte(out), &env); err != nil {
		t.Fatalf("%v in %q", err, out)
	}
	for _, want := range []string{
		"KEPT=1", "AWS_ENDPOINT_URL_S3=http://s3", "AWS_REGION=eu-north-1", "AWS_DEFAULT_REGION=eu-north-1", "AWS_ACCESS_KEY_ID=000000000000",
		"AWS_EC2_METADATA_DISABLED=true", "no_proxy=intra,127.0.0.1,localhost",
	} {
		if !slices.Contains(env, want) {
			t.Errorf("%s is missing in %q", want, env)
		}
	}
	for _, gone := range []string{"AWS_PROFILE", "AWS_ENDPOINT_URL_STS", "AWS_SESSION_TOKEN"} {
		if slices.ContainsFunc(env, func(v string) bool { return strings.HasPrefix(v, gone+"=") }) {
			t.Errorf("%s is still there in %q", gone, env)
		}
	}
	for _, name := range []string{"AWS_ENDPOINT_URL=http://127.0.0.1:", "SHARDKEEPER_ENDPOINT=http://127.0.0.1:", "AWS_SECRET_ACCESS_KEY="} {
		if !slices.ContainsFunc(env, func(v string) bool { return strings.HasPrefix(v, name) }) {
			t.Errorf("%s is missing in %q", name, env)
		}
	}
}

// Broken by: NO_PROXY left as it is.
func TestAProxyIsNotAskedForTheEmulator(t *testing.T) {
	for _, c := range []struct{ base, want []string }{
		{nil, nil},
		{[]string{"http_proxy="}, nil},
		{[]string{"https_proxy=http://proxy"}, nil},
		{[]string{"http_proxy=http://proxy"}, []string{"NO_PROXY=127.0.0.1,localhost", "no_proxy=127.0.0.1,localhost"}},
		{[]string{"ALL_PROXY=http://proxy", "NO_PROXY=localhost"}, []string{"NO_PROXY=localhost,127.0.0.1"}},
	} {
		var got []string
		for _, v := range environment(c.base, "http://127.0.0.1:1", "r", "a") {
			if strings.HasPrefix(strings.ToUpper(v), "NO_PROXY=") {
				got = append(got, v)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("with %q: %q, want %q", c.base, got, c.want)
		}
	}
}

// Broken by: a signal that stops the emulator under its command.
func TestACommandGetsOurSignals(t *testing.T) {
	for _, sent := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		c := shardkeeper(t, running(nil, "signal")...)
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		until(t, lines, contains("waiting"))
		if err := c.Process.Signal(sent); err != nil {
			t.Fatal(err)
		}
		until(t, lines, contains(sent.String()))
		if err := c.Wait(); err == nil || c.ProcessState.ExitCode() != 7 {
			t.Errorf("%v: %v, want the command's status 7", sent, err)
		}
	}
}
