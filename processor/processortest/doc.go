// Package processortest runs one processor without a stream and without a table, as httptest runs
// a handler without a network: the records come from a slice, and the Report tells which calls
// were made and what a lease row would say at the end.
//
//	report := processortest.Run(t, processor.Each(charge), processortest.Records("a", "b", "c"))
//
// By default the records come as one page, then the shard ends. Options make other pages and other
// ends: a stop, a handover, a lost lease, checkpoints that fail. Retries wait as they do in
// production; inside a testing/synctest bubble that costs no time.
//
// Source and Row are the two sides that a Runner works with, for tests that need to go further.
//
// What is not promised: it is one shard. Order across splits, competing workers and what the
// service answers are the emulator's to show.
package processortest
