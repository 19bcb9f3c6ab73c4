package emulator_test

// Who reaches a server that nobody told where to listen.

import (
	"net/netip"
	"testing"

	"github.com/shardkeeper/shardkeeper/emulator/server"
)

// No signature is checked, so an address that other machines reach has to be asked for.
//
// Broken by: a DefaultAddr of 0.0.0.0:4567, or of :4567.
func TestOnlyThisMachineReachesAServerThatWasToldNothing(t *testing.T) {
	at, err := netip.ParseAddrPort(server.DefaultAddr)
	if err != nil || !at.Addr().IsLoopback() {
		t.Errorf("a server listens on %q, want an address of loopback: %v", server.DefaultAddr, err)
	}
}
