// Package emulatortest is the emulator in a Go test, as httptest is net/http in one.
//
//	emu := emulatortest.New(t)
//	orders := emu.Stream("orders", 1)
//	orders.Put("customer-7", "two apples")
//	orders.Split("shardId-000000000000")
//	client := kinesis.NewFromConfig(emu.Config()) // what is tested uses this
//
// It works in a testing/synctest bubble, where time is virtual for the code under test, the SDK and
// the emulator alike, and outside.
//
// The methods of a [Stream] are the test's own hands: hooks, rates and the log of calls are for the
// code under test alone, so a test can fail every PutRecord and still put. They fail the test if the
// emulator refuses them.
//
// If the test has failed by its end, the shards of every stream are drawn as a family tree and the
// last calls are listed, without the data of any record. What is emulated, and what is not, is in
// the documentation of package emulator. There is no stand-in for what it lacks.
package emulatortest
