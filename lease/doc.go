// Package lease decides and keeps who reads which shard.
//
// Workers share a table of lease rows (a Table), one row per shard, in the Java KCL's format. A
// Keeper lists it, takes what its worker should have, renews what it holds, and hands over what
// another worker asks for. Every hard question is answered by a pure function: Policy.Plan says
// what to take and ask for, Slot what to write next to a row, Change what a write means and when
// its condition holds, Policy.Term how long an answered write may be trusted.
//
// What is promised:
//   - Two holders never rely on one shard's lease at once: a holder's term (Failover less Margin)
//     counts from before its write was sent; others take the lease only after having seen the same
//     counter for a whole failover time on their own clock.
//   - A live lease is asked for and handed over, never stolen. A stop hands over at once; a crash
//     costs one failover time and one listing period.
//   - Every write of a holder is conditional on what it last saw, so a writer that was paused for
//     any time changes nothing when it comes back.
//   - Each tenure has a fencing token (Held.Token) that only grows, for sinks of the user's. It is
//     the row's counter: a row that is deleted by hand begins anew, and sinks must forget it too.
//
// What is not promised: user code of a paused process may still be running when its term ends;
// its context is cancelled with cause ErrLost as soon as the process runs again, and the token
// tells a sink. Clocks need not agree, but their rates must, to within Margin in Failover: 10 %.
//
// Choosing the numbers: Failover bounds what a crash costs and must exceed the longest pause of a
// healthy process (garbage collection, CPU throttling, a stalled network) three times over; each
// lease costs three writes per Failover while idle.
package lease
