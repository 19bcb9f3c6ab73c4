// Package sqlstore keeps a shard's position and fencing token beside the user's own rows, in the user's
// transaction, in a database behind database/sql: PostgreSQL or SQLite. It imports no driver.
//
// The table, which EnsureSchema makes, has a row for each shard:
//
//	application TEXT, stream TEXT, shard TEXT, PRIMARY KEY (application, stream, shard)
//	token       BIGINT  the fencing token of the tenure that claimed the shard
//	position    TEXT    up to where the effects are there, as checkpoint.Position.String says it
//
// Each transaction begins with a write of its shard's row. That is a row lock in PostgreSQL and the write
// lock in SQLite, so a claim and a transaction of the tenure before it come one after the other; with
// READ COMMITTED, PostgreSQL's default, the condition on the token is then asked of the newest row.
// Under SERIALIZABLE a transaction may be refused; the runner repeats the batch.
//
// SQLite has one writer at a time. Since the first statement is a write, BEGIN IMMEDIATE is not needed,
// but a busy timeout is: let the driver wait some seconds.
package sqlstore
