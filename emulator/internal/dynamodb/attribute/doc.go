// Package attribute is what a DynamoDB item is made of: values of ten types, their sizes, their
// order, and their JSON.
//
// Values never change once made. A changed item is a new Map that shares what stayed the same, so
// a reader keeps what it was given while writers go on, and the history of an item costs only its
// changes. A Map is a sorted slice rather than a Go map: it is copied and written fast, and its
// document always reads the same.
//
// From the bottom up: number.go and arithmetic.go (decimals of 38 digits), value.go, set.go and
// map.go (the types), compare.go and size.go (what the service measures), order.go (keys whose bytes
// sort as their values do), scanner.go, decode.go and encode.go (JSON).
package attribute
