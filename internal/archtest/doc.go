// Package archtest holds the architecture: which way imports point, which files may read a clock
// or start a goroutine, and what every public name needs. Its tests read the source; each failure
// says what to do instead.
package archtest
