// Package emulatortest is the emulator in a Go test: made with one call, filled and resharded with
// one call each, and telling what it saw if the test fails.
package emulatortest
