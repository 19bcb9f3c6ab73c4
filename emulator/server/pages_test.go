package server_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/server"
)

// Broken by: health that goes through the hooks; a count of one page only.
func TestHealthSaysWhatRuns(t *testing.T) {
	many := orders()
	for i := range 150 { // a page has 100
		many = append(many, server.Stream{StreamName: fmt.Sprint("stream-", i), ShardCount: 1})
	}
	w := start(t, &server.Server{Streams: many, Version: "v1.2.3"})
	w.emu.Fail("*", emulator.AccessDenied)
	var got struct {
		Status, Version string
		UptimeSeconds   *float64
		Streams         int
	}
	if err := json.Unmarshal([]byte(w.get("/_shardkeeper/health", http.StatusOK)), &got); err != nil {
		t.Fatal(err)
	}
	if got.Status != "ok" || got.Version != "v1.2.3" || got.UptimeSeconds == nil || got.Streams != len(many) {
		t.Errorf("health is %+v", got)
	}
}

// Broken by: every GET given to the emulator.
func TestVisitorsAreToldWhereTheyAre(t *testing.T) {
	w := start(t, &server.Server{})
	if page := w.get("/", http.StatusOK); !strings.Contains(page, "AWS_ENDPOINT_URL=http://"+w.addr) {
		t.Errorf("the page says %s", page)
	}
	if page := w.get("/_shardkeeper/reset", http.StatusNotFound); !strings.Contains(page, "/_shardkeeper/health") {
		t.Errorf("a page that is not there says %s", page)
	}
	if len(w.emu.Calls()) != 0 {
		t.Errorf("visits are calls: %v", w.emu.Calls())
	}
}

// Broken by: the names of one region only.
func TestTheCertificateCoversTheNamesThatClientsUse(t *testing.T) {
	w := start(t, &server.Server{Emulator: &emulator.Emulator{Region: "eu-central-1"}})
	block, _ := pem.Decode([]byte(w.get("/_shardkeeper/certificate", http.StatusOK)))
	if block == nil {
		t.Fatal("no certificate")
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"localhost", "127.0.0.1", "::1", "kinesis.eu-central-1.amazonaws.com", "monitoring.eu-central-1.amazonaws.com",
		"000000000000.data-kinesis.eu-central-1.amazonaws.com", "sts.amazonaws.com",
	} {
		if err := certificate.VerifyHostname(name); err != nil {
			t.Error(err)
		}
	}
}

// Broken by: a certificate of its own in any case.
func TestAGivenCertificateIsUsed(t *testing.T) {
	other := start(t, &server.Server{})
	conn, err := tls.Dial("tcp", other.addr, &tls.Config{InsecureSkipVerify: true}) // any will do, and its key is its own
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	given := &tls.Certificate{Certificate: [][]byte{conn.ConnectionState().PeerCertificates[0].Raw}}
	w := start(t, &server.Server{Certificate: given})
	if got, want := w.get("/_shardkeeper/certificate", http.StatusOK), other.get("/_shardkeeper/certificate", http.StatusOK); got != want {
		t.Errorf("the certificate is %s, want %s", got, want)
	}
}
