package server

// The certificate for clients that insist on TLS: given, or made in memory when the first one comes.

import (
	"cmp"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"slices"
	"sync"
	"time"
)

// lifetime is more than any test takes, and no more than the 825 days that Apple's clients accept.
const lifetime = 800 * 24 * time.Hour

// tlsConfig offers HTTP/2 and HTTP/1.1 with the given certificate, or one of its own.
func tlsConfig(given *tls.Certificate, names []string) *tls.Config {
	own := sync.OnceValues(func() (*tls.Certificate, error) { return selfSigned(names, time.Now()) })
	if given != nil {
		own = func() (*tls.Certificate, error) { return given, nil }
	}
	return &tls.Config{
		NextProtos:     []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return own() },
	}
}

// selfSigned makes a certificate that clients may also be given as the authority to trust.
func selfSigned(names []string, now time.Time) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("server: make a key: %w", err)
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, fmt.Errorf("server: make a serial number: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "Shardkeeper's emulator"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(lifetime), // clients' clocks may be behind
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IsCA: true, BasicConstraintsValid: true,
	}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("server: make a certificate: %w", err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}

// namesOf are the names under which clients come: of this machine, the address listened on, and the
// service's own, for those who point these here in a hosts file. A wildcard covers one label.
func namesOf(addr net.Addr, region string) []string {
	names := []string{
		"localhost", "127.0.0.1", "::1", "*.localhost", "host.docker.internal", "shardkeeper",
		"*.amazonaws.com",
	}
	region = cmp.Or(region, "us-east-1")
	for _, service := range []string{"", "kinesis.", "control-kinesis.", "data-kinesis.", "ddb."} {
		names = append(names, "*."+service+region+".amazonaws.com")
	}
	host, _, err := net.SplitHostPort(addr.String())
	if ip := net.ParseIP(host); err == nil && ip != nil && !ip.IsUnspecified() && !slices.Contains(names, host) {
		names = append(names, host)
	}
	return names
}

// trust is the certificate in use as a client's list of authorities wants it.
func trust(config *tls.Config) ([]byte, error) {
	certificate, err := config.GetCertificate(nil)
	if err != nil {
		return nil, err
	}
	var text []byte
	for _, der := range certificate.Certificate {
		text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	}
	return text, nil
}
