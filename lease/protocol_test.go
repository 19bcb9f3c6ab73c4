package lease

// The rules of the protocol that pure code keeps, each by the schedule that breaks without it.
// Those that need a running Keeper are in keeper_test.go.

import (
	"testing"
	"time"
	"unsafe"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

var (
	start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	ten   = Policy{}.Defaulted()
)

func after(d time.Duration) time.Time { return start.Add(d) }

func upTo(n int) checkpoint.Progress { return checkpoint.Progress{Position: place(n)} }

// heldBy is a row that the worker took.
func heldBy(owner string) Lease {
	return Lease{Key: Key{Shard: "s"}, Counter: 4}.TakenBy(owner, "t", ten.Failover, Marks{}).Next
}

// holding is a tenure of p~1 whose take began at the start and was answered at once.
func holding(t *testing.T) Slot {
	t.Helper()
	take := Lease{Key: Key{Shard: "s"}, Counter: 4}.TakenBy("p~1", "t", ten.Failover, Marks{})
	s := TakingSlot(ten, take, start).Answered(take.Next, start)
	if s.State() != Holding {
		t.Fatalf("the tenure is %v", s.State())
	}
	return s
}

// made is the row after a change whose condition must hold.
func made(t *testing.T, row Lease, c Change) Lease {
	t.Helper()
	if !c.Holds(row, true) {
		t.Fatalf("%v does not hold of %+v", c.Kind, row)
	}
	return c.Apply(row)
}

// Broken by: Apply writing every attribute; a save that ends an ask.
func TestRule01ASaveLeavesAnAskAndShowsIt(t *testing.T) {
	s, save := holding(t).Saving(upTo(7), true).Write(after(time.Second))
	row := made(t, s.Lease(), s.Lease().AskedBy("q~1")) // after the holder last saw the row
	row = made(t, row, save)
	s = s.Answered(row, after(time.Second))
	if row.Asker() != "q~1" || row.Holder() != "p~1" || !s.Asked() || row.Position != place(7) {
		t.Errorf("the row is %+v; asked: %v", row, s.Asked())
	}
}

// Broken by: an ask that is conditional on the counter.
func TestRule02AnAskDoesNotStarveOnAShardThatCheckpoints(t *testing.T) {
	row := heldBy("p~1")
	ask := row.AskedBy("q~1")
	row = made(t, row, row.Saved(upTo(7)))
	if asked := made(t, row, ask); asked.Asker() != "q~1" || asked.Counter != row.Counter || asked.Position != place(7) {
		t.Errorf("asked for: %+v", asked)
	}
	if other := row.AskedBy("r~1"); other.Holds(ask.Apply(row), true) {
		t.Error("a second ask holds over the first")
	}
}

// Broken by: a handover conditional on the ask only; a release or delete conditional on nothing.
func TestRule03ALastWriteOfAnEarlierTenureDoesNotFire(t *testing.T) {
	first := heldBy("p~1").AskedBy("q~1").Next
	second := first.TakenBy("p~1", "u", ten.Failover, Marks{}).Next.AskedBy("q~1").Next
	for _, late := range []Change{first.HandedTo(upTo(9)), first.Released(upTo(9)), first.Ended(upTo(9), nil, nil)} {
		if late.Holds(second, true) {
			t.Errorf("%v of an earlier tenure holds", late.Kind)
		}
	}
	finished := first.Ended(upTo(9), nil, nil).Next
	again := finished
	again.Position = place(9)
	if finished.Deleted().Holds(again, true) {
		t.Error("a row that is not finished can be deleted")
	}
}

// Broken by: Due while a write is in flight; a wish that replaces what is in flight.
func TestRule04OneWriteIsInFlightAndWishesMerge(t *testing.T) {
	s, first := holding(t).Saving(upTo(1), true).Write(after(time.Second))
	s = s.Saving(upTo(2), true).Saving(upTo(3), false)
	if !s.Due().IsZero() {
		t.Error("a second write is due while one is in flight")
	}
	s = s.Answered(first.Next, after(time.Second))
	if s.Due().After(after(time.Second)) {
		t.Error("a wish that is waited for is not due at once")
	}
	s, second := s.Write(after(time.Second))
	if got := second.Next.Position; got != place(3) {
		t.Errorf("the second write bears %v, want the newest, 3", got)
	}
	s = s.Ending(Final{How: Leave, Progress: upTo(4)}).Answered(second.Next, after(time.Second))
	s, last := s.Write(after(2 * time.Second))
	s = s.Answered(last.Next, after(2*time.Second))
	if !last.Final() || last.Next.Position != place(4) || s.State() != Over || !s.Due().IsZero() {
		t.Errorf("the last write is %v at %v, the tenure %v", last.Kind, last.Next.Position, s.State())
	}
}

// Broken by: stored without At; a term counted from the answer.
func TestRule05AnEndedTenureNeverResumes(t *testing.T) {
	s, save := holding(t).Write(after(8 * time.Second))
	s = s.Answered(save.Next, after(9*time.Second)) // the first term's end
	if s.State() != Gone {
		t.Fatalf("answered after its term: %v, want gone", s.State())
	}
	s = s.Answered(save.Next, after(8500*time.Millisecond))
	if s.State() != Gone || !s.Due().IsZero() {
		t.Errorf("then: %v, due %v", s.State(), s.Due())
	}
}

// Broken by: Refused counting from the last sending; a doubt that a refused handover clears.
func TestRule05AWriteThatIsSentAgainCountsFromItsFirstSending(t *testing.T) {
	s, first := holding(t).Write(after(2 * time.Second))
	row := made(t, s.Lease(), first) // and the answer is lost
	s, _ = s.Unanswered().Write(after(4 * time.Second))
	s, _ = s.Unanswered().Write(after(6 * time.Second))
	s = s.Refused(row, true, after(6*time.Second))
	if got, want := s.Term().Ends(), after(2*time.Second+9*time.Second); !got.Equal(want) {
		t.Errorf("the term ends at %v, want %v: 9 s after the first sending", got, want)
	}
	s, save := s.Write(after(7 * time.Second))
	if s = s.Answered(save.Next, after(7*time.Second)); !s.Term().Ends().Equal(after(16 * time.Second)) {
		t.Errorf("an answered write ends at %v, want 9 s after it", s.Term().Ends())
	}
}

// Broken by: a last write that is stored and told as lost.
func TestALastWriteThatIsStoredEndsTheTenureHoweverLate(t *testing.T) {
	s, release := holding(t).Ending(Final{How: Leave, Progress: upTo(1)}).Write(after(8 * time.Second))
	if s = s.Answered(release.Next, after(10*time.Second)); s.State() != Over {
		t.Errorf("the tenure is %v, want over: user code had returned", s.State())
	}
}

// Broken by: an earlier write's adoption that forgets that someone waits.
func TestAnAdoptedWriteLeavesWhatIsWaitedForDueAtOnce(t *testing.T) {
	s, renewal := holding(t).Saving(upTo(5), true).Write(after(time.Second))
	row := made(t, s.Lease(), renewal)
	s, _ = s.Unanswered().Saving(upTo(6), true).Write(after(2 * time.Second))
	if s = s.Refused(row, true, after(2*time.Second)); s.Due().After(after(2 * time.Second)) {
		t.Errorf("what is waited for is due %v later", s.Due().Sub(after(2*time.Second)))
	}
}

// Broken by: Judge taking our own earlier write for the one behind it.
func TestRule06ARenewalThatWorkedDoesNotMakeShardEndLookStored(t *testing.T) {
	s, renewal := holding(t).Saving(upTo(5), true).Write(after(time.Second))
	row := made(t, s.Lease(), renewal)
	s, end := s.Unanswered().Ending(Final{How: Finish, Progress: upTo(6)}).Write(after(2 * time.Second))
	if end.Holds(row, true) {
		t.Fatal("the end holds over a write that it has not seen")
	}
	s = s.Refused(row, true, after(2*time.Second))
	if s.State() != Holding || s.Lease().Position != place(5) || s.Due().After(after(2*time.Second)) {
		t.Fatalf("after the refusal: %v at %v", s.State(), s.Lease().Position)
	}
	s, end = s.Write(after(3 * time.Second))
	row = made(t, row, end)
	if s = s.Answered(row, after(3*time.Second)); s.State() != Over || !row.Finished() {
		t.Errorf("at last: %v, %+v", s.State(), row)
	}
}

// Broken by: Judge comparing the row's ask with a take's; Judge without the tenure.
func TestRule06ATakeIsKnownByItsTenure(t *testing.T) {
	free := Lease{Key: Key{Shard: "s"}, Counter: 4}
	take := free.TakenBy("p~1", "t", ten.Failover, Marks{})
	asked := take.Next.AskedBy("q~1").Next // before the taker read it back
	if got := take.Judge(asked, true); got != Stored {
		t.Errorf("asked for since: verdict %v, want stored", got)
	}
	if got := take.Judge(free.TakenBy("p~1", "u", ten.Failover, Marks{}).Next, true); got != Conflict {
		t.Errorf("another take of the same owner: verdict %v, want conflict", got)
	}
	if s := TakingSlot(ten, take, start).Refused(asked, true, after(time.Second)); s.State() != Holding || !s.Asked() {
		t.Errorf("the tenure is %v, asked: %v", s.State(), s.Asked())
	}
}

// suspended is t with the monotonic clock behind by d: what a machine reads that slept for d.
func suspended(t time.Time, d time.Duration) time.Time {
	(*struct { // a time.Time that has a monotonic reading
		wall uint64
		ext  int64
	})(unsafe.Pointer(&t)).ext -= int64(d)
	return t
}

// Broken by: Live comparing by one clock only.
func TestRule08ATermEndsByEitherClock(t *testing.T) {
	began := time.Now()
	term := ten.Term(began)
	for _, c := range []struct {
		now  time.Time
		live bool
		what string
	}{
		{began.Add(8 * time.Second), true, "within it"},
		{began.Add(9 * time.Second), false, "at its end"},
		{suspended(began.Add(9*time.Second), 8*time.Second), false, "after a sleep that the monotonic clock did not count"},
		{began.Add(9 * time.Second).Round(0), false, "by the wall clock alone"},
		{suspended(began.Add(8*time.Second), -2*time.Second), false, "after the wall clock was set back"},
	} {
		if got := term.Live(c.now); got != c.live {
			t.Errorf("%s: live = %v, want %v", c.what, got, c.live)
		}
	}
}

// Broken by: counting from the beginning of the first read; to the answer of the last; by the
// shorter of the two failover times.
func TestRule09ASilenceIsSeenFromAnswerToBeginning(t *testing.T) {
	slow := ten
	slow.Failover = time.Minute
	rolling := heldBy("p~1")
	rolling.Failover = time.Minute // taken by a worker of the new kind, renewed every 20 s
	for _, c := range []struct {
		row           Lease
		policy        Policy
		first, second [2]int // seconds: a listing's beginning and its answer
		want          bool
		what          string
	}{
		{heldBy("p~1"), ten, [2]int{0, 2}, [2]int{12, 13}, true, "ten seconds from answer to beginning"},
		{heldBy("p~1"), ten, [2]int{0, 2}, [2]int{11, 13}, false, "from beginning to beginning"},
		{heldBy("p~1"), ten, [2]int{1, 2}, [2]int{11, 12}, false, "from answer to answer"},
		{rolling, ten, [2]int{0, 0}, [2]int{59, 60}, false, "the row's own is longer"},
		{rolling, ten, [2]int{0, 0}, [2]int{60, 61}, true, "the row's own has passed"},
		{heldBy("p~1"), slow, [2]int{0, 0}, [2]int{59, 60}, false, "one's own is longer"},
	} {
		v := View{}
		for _, l := range [][2]int{c.first, c.second} {
			v = v.Listed([]Lease{c.row}, after(time.Duration(l[0])*time.Second), after(time.Duration(l[1])*time.Second))
		}
		seen := v.Rows()[c.row.Key]
		if got := c.policy.Expired(seen); got != c.want || c.policy.free(seen, "q~1") != c.want {
			t.Errorf("%s: expired = %v, free = %v, want %v", c.what, got, c.policy.free(seen, "q~1"), c.want)
		}
	}
}

// Broken by: a released row that needs a second listing; a handover that waits out a failover time.
func TestRule10ARowWithoutATenureIsFree(t *testing.T) {
	released := heldBy("p~1").Released(upTo(1)).Next
	handed := heldBy("p~1").AskedBy("q~1").Next.HandedTo(upTo(1)).Next
	once := View{}.Listed([]Lease{released}, after(0), after(time.Second))
	if !ten.free(once.Rows()[released.Key], "r~1") || !ten.LookAgain(once).IsZero() {
		t.Errorf("a released row at first sight: free %v, look again %v", ten.free(once.Rows()[released.Key], "r~1"), ten.LookAgain(once))
	}
	v := View{}.Listed([]Lease{handed}, after(0), after(time.Second))
	if !ten.free(v.Rows()[handed.Key], "q~1") || ten.free(v.Rows()[handed.Key], "r~1") {
		t.Error("a handed-over row is its next owner's at once, and only its")
	}
	if got := ten.LookAgain(v); !got.Equal(after(3 * time.Second)) {
		t.Errorf("look again at %v, want 2 s after the answer", got)
	}
	v = v.Listed([]Lease{handed}, after(3*time.Second), after(4*time.Second))
	if !ten.free(v.Rows()[handed.Key], "r~1") || !ten.LookAgain(v).IsZero() {
		t.Error("two seconds unchanged, and it is not free to anyone; or it is looked for again and again")
	}
}

// rows are n held rows.
func rows(first, n int, owner string) []Lease {
	var all []Lease
	for i := range n {
		l := heldBy(owner)
		l.Key.Shard = string(rune('A' + first + i))
		all = append(all, l)
	}
	return all
}

// Broken by: asking one that has one more; no floor; asking again from a view that is older than the last ask.
func TestRule11OnlyOneWithTwoMoreIsAskedOnceAView(t *testing.T) {
	for _, c := range []struct{ theirs, mine, asks int }{
		{1, 0, 0}, {2, 0, 1}, {4, 0, 2}, {5, 0, 2}, {4, 3, 0}, {5, 3, 1}, {12, 2, 5},
	} {
		v := View{}.Listed(append(rows(0, c.theirs, "p~1"), rows(c.theirs, c.mine, "q~1")...), start, start)
		moves := ten.Plan(v, "q~1", time.Time{}, start)
		for _, m := range moves {
			if m.Kind != Ask || m.Lease.Holder() != "p~1" {
				t.Errorf("%d and %d: %v %v", c.theirs, c.mine, m.Kind, m.Lease.Key)
			}
		}
		if len(moves) != c.asks {
			t.Errorf("%d and %d: %d asks, want %d", c.theirs, c.mine, len(moves), c.asks)
		}
		if again := ten.Plan(v, "q~1", after(time.Millisecond), after(time.Second)); len(again) != 0 {
			t.Errorf("%d and %d: %d asks from a view older than the last ask", c.theirs, c.mine, len(again))
		}
	}
}

// Broken by: asking beyond the equal share.
func TestRule11NobodyAsksForMoreThanAnEqualShare(t *testing.T) {
	v := View{}.Listed(append(rows(0, 12, "p~1"), rows(12, 2, "r~1")...), start, start)
	if moves := ten.Plan(v, "q~1", time.Time{}, start); len(moves) != 4 {
		t.Errorf("%d asks beside 12 and 2, want 4: the floor of 14 by three", len(moves))
	}
}

// Broken by: AskChanged as a conflict; a take that leaves an ask; Holder naming the asker.
func TestRule12AnAskThatIsGoneBecomesARelease(t *testing.T) {
	s := holding(t)
	asked := made(t, s.Lease(), s.Lease().AskedBy("q~1"))
	s, save := s.Write(after(time.Second))
	asked = made(t, asked, save)
	s = s.Answered(asked, after(time.Second))
	s, handover := s.Ending(Final{How: Leave, Progress: upTo(3)}).Write(after(2 * time.Second))
	withdrawn := made(t, asked, asked.Withdrawn())
	if handover.Kind != HandOver || handover.Holds(withdrawn, true) {
		t.Fatalf("%v to one who no longer asks", handover.Kind)
	}
	s = s.Refused(withdrawn, true, after(2*time.Second))
	s, release := s.Write(after(2 * time.Second))
	row := made(t, withdrawn, release)
	if release.Kind != Release || row.Owner != "" || row.CheckpointOwner != "" || row.Position != place(3) {
		t.Errorf("%v leaves %+v", release.Kind, row)
	}
	if s = s.Answered(row, after(2*time.Second)); s.State() != Over {
		t.Errorf("the tenure is %v", s.State())
	}
	before := asked
	before.Owner, before.CheckpointOwner = "p~1", "" // a listing older than the ask
	for _, view := range []Lease{asked, before} {
		taken := made(t, asked, view.TakenBy("r~1", "t", ten.Failover, Marks{})) // silent for a failover time
		if taken.Owner != "r~1" || taken.CheckpointOwner != "" {
			t.Errorf("taken with an ask: %+v", taken)
		}
	}
}

// Broken by: counting children that wait, or what is finished; SHARD_END keeping the owner.
func TestRule14WhatIsFinishedOrWaitsIsNotCounted(t *testing.T) {
	ended := heldBy("p~1").Ended(upTo(1), []string{"c"}, nil).Next
	if ended.Holder() != "" || ended.Owner != "" || !ended.Finished() {
		t.Errorf("a finished row is held by %q", ended.Holder())
	}
	all := rows(0, 3, "p~1")
	for i := range 6 { // children of what p~1 reads, and finished rows
		waits := Lease{Key: Key{Shard: string(rune('a' + i))}, Parents: []string{"A"}}
		done := ended
		done.Key.Shard = string(rune('k' + i))
		all = append(all, waits, done)
	}
	moves := ten.Plan(View{}.Listed(all, start, start), "q~1", time.Time{}, start)
	if len(moves) != 1 || moves[0].Kind != Ask {
		t.Errorf("moves: %v, want one ask: 3 leases count", moves)
	}
	full := ten
	full.Max = 3
	if moves := full.Plan(View{}.Listed(all, start, start), "p~1", time.Time{}, start); len(moves) != 0 {
		t.Errorf("moves beyond the maximum: %v", moves)
	}
}

// Broken by: a row without marks counting as another stream's; a take that does not write marks.
func TestRule24ARowWithoutMarksIsUnknownNotForeign(t *testing.T) {
	orders := Marks{Format: Format, StreamARN: "arn:orders", Created: start}
	again, other := orders, orders
	again.Created = after(time.Hour)
	other.StreamARN = "arn:other"
	for _, c := range []struct {
		marks  Marks
		stream string
		want   bool
	}{{Marks{}, "", false}, {orders, "", false}, {again, "", true}, {other, "", true}, {again, "1:orders:7", false}} {
		v := View{}.Listed([]Lease{{Key: Key{Stream: c.stream, Shard: "s"}, Marks: c.marks}}, start, start)
		if _, got := v.Contradicting(orders); got != c.want {
			t.Errorf("a row of %+v: contradicts = %v, want %v", c.marks, got, c.want)
		}
	}
	if got := (Lease{}).TakenBy("p~1", "t", ten.Failover, orders).Next.Marks; got != orders {
		t.Errorf("a take leaves the marks %+v", got)
	}
}
