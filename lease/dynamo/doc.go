// Package dynamo keeps leases in a DynamoDB table, in the Java KCL's row format.
//
// A Table is a lease.Table. Its rows are the Java KCL's, attribute for attribute, with a few of
// our own beside them, which every KCL version ignores: a table that Java wrote can be taken over,
// and one of ours can be given back. Rows are changed by UpdateItem with what differs, so what
// others keep in a row (throughputKBps, attributes of a later release) stays.
//
// What is promised:
//   - A change is made exactly when lease.Change.Holds says so of the row (leasetest.TestTable).
//   - SHARD_END and the rows of the children that are missing are one transaction.
//   - A refused change shows the row that refused it, read consistently if need be.
//   - A row that cannot be read fails the listing, with its key, attribute and value named: left
//     out it would look deleted, and a deleted parent is one that ended.
//   - Nothing is retried in here: how long a request may take depends on the term that it is made
//     in, so the caller's context bounds it and the caller's loop repeats it.
//
// What is not promised: a listing is no snapshot and may be a little stale. Java workers must not
// run on the table at the same time (lease.ErrForeignFleet): they know no tenures.
//
// Ensure makes the table if it is missing: on demand unless Capacity says otherwise. A worker's
// role needs dynamodb:DescribeTable, CreateTable (unless NoCreate), Scan, GetItem, PutItem,
// UpdateItem and DeleteItem on it; a denied request says which one is missing and how to add it.
package dynamo
