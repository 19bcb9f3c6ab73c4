// Package store has the store in memory for processor.Idempotent: for tests, and to show how little a
// store is. Its subpackages have those for database/sql (PostgreSQL, SQLite) and DynamoDB, and storetest
// the conformance suite that each of them passes, as a store of one's own should.
package store
