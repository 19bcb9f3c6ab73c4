// Package leasetest is for testing what works with a table of leases.
//
// Memory is a lease.Table in memory, whose zero value is ready. Its time is the caller's, so in a
// testing/synctest bubble a fleet of Keepers lives through an hour in milliseconds; requests can
// be slow, fail before their effect, lose their answer, or take effect after the caller gave up.
//
// TestTable is the suite that every lease.Table must pass, for those who keep leases elsewhere
// than in DynamoDB. It holds a table to lease.Change's own Holds and Apply, and ends with a law:
// a random sequence of changes by two workers leaves the same rows in the table and in a Memory.
//
// What is not promised: Memory shows no stale reads. A listing of several pages (Page) is read at
// several instants, but each row in it is as it was at its own.
package leasetest
