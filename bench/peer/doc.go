// Package peer is what every client of a benchmark has in common: what it is told to read, and what it
// says that this took.
//
// It is a module of its own for the sake of the versions. The benchmark's module has the newest AWS SDK
// for everybody; this one has what vmware-go-kcl-v2 asks for, which is what its users get. The package
// vmware is built in both.
package peer
