package server

// The one error of a start that everybody meets.

import (
	"errors"
	"syscall"
)

// inUse also knows Windows' number for it (WSAEADDRINUSE), to which syscall.EADDRINUSE is no match.
func inUse(err error) bool {
	const windows = syscall.Errno(10048)
	return errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, windows)
}
