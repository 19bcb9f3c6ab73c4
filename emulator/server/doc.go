// Package server answers AWS clients of every language over a socket: an [emulator.Emulator] on one
// port that speaks what they speak, without being told which.
//
//	s := server.Server{Emulator: &emu}
//	err := s.Run(ctx)
//
// One port answers HTTP/1.1 (Go, boto3, the AWS CLI), HTTP/2 in clear text with prior knowledge
// (JavaScript and Java's asynchronous client use it for every http:// endpoint), and TLS with either
// (the KPL takes nothing else). The first byte of a connection tells which.
//
// The paths below /_shardkeeper/ are the server's own: health, and the certificate in use. Every
// other path belongs to the AWS clients.
//
// # What it does not do
//
// It checks no signature, so whoever reaches the port is let in: it listens on loopback unless told
// otherwise. A test in Go needs no server: [emulator.Emulator.Config] reaches the same handler
// without a socket.
//
// # Non-obvious
//
//   - A connection is given to net/http once its first byte is known; until then it has a goroutine of
//     its own, so a client that connects and says nothing holds up nobody.
//   - net/http knows TLS by the type of a connection: a *tls.Conn in a wrapper would be taken for clear
//     text, without a deadline for its handshake.
//   - HTTP/2 clients are told to go and given a second, which is net/http's: so a stop takes that long
//     with one of them connected.
//   - There is no limit on how long an answer takes: a subscription lasts five minutes.
package server
