//go:build !unix

package cost

import "errors"

// usage is known on Unix only.
func usage() (Reading, error) {
	return Reading{}, errors.New("cost: the CPU of a process is measured on Unix only")
}
