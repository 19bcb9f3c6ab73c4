package shardsync_test

// The protocol's rules about shards, each with the schedule that breaks without it.

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/shardsync"
)

// Broken by: look without the second reading, or with one of the planned rows only.
func TestRule16AStaleListingOfTheTableOnlyProposes(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		bench := newBench([]lease.Lease{at(t, a, "LATEST")}, []shardsync.Shard{a, b, c})
		bench.Start = shardsync.Start{From: checkpoint.Latest(), At: time.Now()}
		made, err := bench.First(t.Context(), nil) // as if the listing had been empty
		if err != nil || len(made) > 0 {
			t.Errorf("First made %v: %v", made, err)
		}
		equal(t, "rows", bench.rows(), "a at LATEST")
	})
	inBubble(t, func(t *testing.T) {
		bench := newBench([]lease.Lease{at(t, b, "105"), at(t, c, "110")}, []shardsync.Shard{a, b, c})
		made, err := bench.First(t.Context(), nil) // a was read, and its row deleted
		if err != nil || len(made) > 0 {
			t.Errorf("First made %v: %v", made, err)
		}
		equal(t, "rows", bench.rows(), "b at 105, c at 110")
	})
}

// Broken by: Succeed that takes every other parent for known.
func TestRule17MergeChildWaitsForTheOtherParentsRow(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		x, y, z := closed(sh("x", 0, 4)), closed(sh("y", 4, 8)), sh("z", 0, 8, "x", "y")
		bench := newBench([]lease.Lease{at(t, x, "100")}, []shardsync.Shard{x, y, z})
		next, err := bench.Ending(t.Context(), at(t, x, "100"), []shardsync.Shard{z})
		if err != nil || len(next.Rows) != 1 || next.Rows[0].Key.Shard != "z" {
			t.Fatalf("Ending: %+v, %v", next, err)
		}
		equal(t, "rows before x ends", bench.rows(), "x at 100, y at TRIM_HORIZON")
		equal(t, "z begins at", next.Rows[0].Position, checkpoint.TrimHorizon())
	})
}

// Broken by: SetLimit(1) in each; Ending that lists first.
func TestRule17AnEndWithNothingAmissCostsOneRound(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		bench := newBench([]lease.Lease{at(t, a, "100")}, []shardsync.Shard{a, b, c})
		began := time.Now()
		next, err := bench.Ending(t.Context(), at(t, a, "100"), []shardsync.Shard{b, c})
		if err != nil || len(next.Rows) != 2 {
			t.Fatalf("Ending: %+v, %v", next, err)
		}
		equal(t, "it took", time.Since(began), 20*time.Millisecond)
	})
}

// Broken by: Ending that takes the last page's word.
func TestRule17AChildThatTheLastPageLeftOutIsFoundByListing(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		bench := newBench([]lease.Lease{at(t, a, "100")}, []shardsync.Shard{a, b, c})
		next, err := bench.Ending(t.Context(), at(t, a, "100"), []shardsync.Shard{b})
		if err != nil || len(next.Rows) != 2 {
			t.Errorf("Ending: %+v, %v", next, err)
		}
	})
}

// Broken by: Ending that takes an empty page for a gone shard: then b and c never get a row.
func TestRule17AShardDoesNotEndWhileItsChildrenAreNotVisible(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		bench := newBench([]lease.Lease{at(t, a, "100")}, []shardsync.Shard{a})
		if next, err := bench.Ending(t.Context(), at(t, a, "100"), nil); !errors.Is(err, shardsync.ErrIncomplete) {
			t.Errorf("Ending: %+v, %v; want ErrIncomplete", next, err)
		}
	})
}

// Broken by: Audit that creates what the first look shows.
func TestRule18AHoleCountsWhenTwoLooksShowIt(t *testing.T) {
	d, e := sh("d", 4, 6, "c"), sh("e", 6, 8, "c")
	inBubble(t, func(t *testing.T) {
		bench := newBench([]lease.Lease{at(t, a, "SHARD_END"), at(t, b, "105")}, []shardsync.Shard{a, b, closed(c), d, e})
		time.AfterFunc(2*time.Second, func() { // between the looks: c was read after all
			bench.table.Put(at(t, d, "110"), at(t, e, "110"))
		})
		if _, err := bench.Audit(t.Context()); err != nil {
			t.Fatal(err)
		}
		equal(t, "rows", bench.rows(), "a at SHARD_END, b at 105, d at 110, e at 110")
		equal(t, "events", fmt.Sprint(bench.events()), "[shard without lease found c]")
	})
}

// Broken by: Audit that creates all that the second look shows.
func TestRule18WhatOnlyTheSecondLookShowsWaitsForTheNextAudit(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d, e := sh("d", 4, 6, "c"), sh("e", 6, 8, "c")
		rows := []lease.Lease{at(t, b, "105"), at(t, c, "SHARD_END"), at(t, d, "110")}
		bench := newBench(append(rows, at(t, a, "SHARD_END")), []shardsync.Shard{a, b, closed(c), d, e})
		time.AfterFunc(2*time.Second, func() { // b's row is deleted by hand
			finished := at(t, b, "SHARD_END")
			bench.table.Put(finished)
			if _, err := bench.table.Apply(context.Background(), finished.Deleted()); err != nil {
				t.Error(err)
			}
		})
		report, err := bench.Audit(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "created", names(report.Created), "e")
	})
}

// Broken by: First that makes all of its plan.
func TestRule18AStartLeavesHolesToTheAudit(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		bench := newBench([]lease.Lease{at(t, a, "SHARD_END"), at(t, b, "105")}, []shardsync.Shard{a, b, c})
		if made, err := bench.First(t.Context(), bench.table.Rows()); err != nil || len(made) > 0 {
			t.Errorf("First made %v: %v", made, err)
		}
	})
}

// Broken by: a plan that does not go below finished rows; news on the lowest of the new rows.
func TestRule18AHoleIsRepairedInOnePass(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		bench := newBench([]lease.Lease{at(t, a, "SHARD_END"), at(t, b, "105")}, []shardsync.Shard{a, b, c})
		report, err := bench.Audit(t.Context())
		if err != nil || len(report.Created) != 1 {
			t.Errorf("Audit: %+v, %v", report, err)
		}
		equal(t, "rows", bench.rows(), "a at SHARD_END, b at 105, c at TRIM_HORIZON")
		equal(t, "announcements on the lowest key", bench.table.Rows()[0].News, 1)
		equal(t, "events", fmt.Sprint(bench.events()),
			"[lease created c shard without lease found c shard without lease repaired c]")
	})
}

// Broken by: create without a look at its view's age.
func TestRule18NoRowIsMadeFromAnOldView(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		bench := newBench(nil)
		bench.Lister = &stream{listings: [][]shardsync.Shard{{sh("a", 0, 8)}}, slow: lease.DefaultFailover}
		made, err := bench.First(t.Context(), nil)
		if err == nil || !strings.Contains(err.Error(), "older than the failover time") || len(made) > 0 {
			t.Errorf("First made %v: %v", made, err)
		}
		equal(t, "rows", bench.rows(), "")
	})
}

// Broken by: expired that asks the listing only.
func TestRule19AShardIsGoneByTwoListings(t *testing.T) {
	for name, test := range map[string]struct {
		listings [][]shardsync.Shard
		gone     bool
	}{
		"both without it":            {[][]shardsync.Shard{{b, c}, {b, c}}, true},
		"the second shows it":        {[][]shardsync.Shard{{b, c}, {a, b, c}}, false},
		"none newer: not yet listed": {[][]shardsync.Shard{{sh("0", 0, 8)}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				bench := newBench(nil, test.listings...)
				gone, err := bench.Gone(t.Context(), at(t, a, "100"))
				if err != nil {
					t.Fatal(err)
				}
				equal(t, "gone", gone, test.gone)
			})
		})
	}
}

// Broken by: listedChildren that asks for all children of a gone shard: then a never ends. c has
// expired too, so d is a shard without leased relatives.
func TestRule19TheHolderOfAGoneShardEndsItWithItsListedChildren(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		bench := newBench([]lease.Lease{at(t, a, "100")}, []shardsync.Shard{b, sh("d", 4, 8, "c")})
		report, err := bench.Audit(t.Context())
		if err != nil || len(report.Gone) != 1 {
			t.Fatalf("Audit: %+v, %v", report, err)
		}
		equal(t, "created", names(report.Created), "d")
		next, err := bench.Ending(t.Context(), report.Gone[0], nil)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "children", fmt.Sprint(next.Children), "[b]")
		equal(t, "rows", names(next.Rows), "b")
	})
}

// Broken by: a start that is asked though the table has rows.
func TestRule20AHalfMadeTableIsFinishedAtItsOwnTime(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		began := time.Now()
		first := at(t, sh("a", 0, 4), "LATEST")
		first.Start = began
		bench := newBench([]lease.Lease{first}, []shardsync.Shard{sh("a", 0, 4), sh("b", 4, 8)})
		time.Sleep(time.Hour)
		bench.Start = shardsync.Start{From: checkpoint.Latest(), At: time.Now()}
		made, err := bench.First(t.Context(), bench.table.Rows())
		if err != nil || len(made) != 1 {
			t.Fatalf("First made %v: %v", made, err)
		}
		equal(t, "b begins at", made[0].Start, began)
	})
}

// Broken by: plan that does not ask OpenAt; then c is read since its beginning, before the start.
func TestRule20AStartInThePastBeginsAtWhatWasOpenThen(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d, e := sh("d", 4, 6, "c"), sh("e", 6, 8, "c")
		bench := newBench(nil, []shardsync.Shard{a, b, closed(c), d, e})
		bench.Start = shardsync.Start{From: checkpoint.AtTimestamp(), At: time.Now().Add(-time.Hour)}
		bench.OpenAt = func(_ context.Context, at time.Time) ([]shardsync.Shard, error) {
			equal(t, "asked for", at, bench.Start.At)
			return []shardsync.Shard{b, c}, nil
		}
		if _, err := bench.First(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		equal(t, "rows", bench.rows(), "b at AT_TIMESTAMP, c at AT_TIMESTAMP")
	})
}

// Broken by: begun that asks for the child's row only.
func TestRule22AFinishedRowGoesWhenItsChildrenHaveBegun(t *testing.T) {
	for name, test := range map[string]struct{ b, want string }{
		"both have begun":   {"105", "b at 105, c at 110"},
		"one has not begun": {"TRIM_HORIZON", "a at SHARD_END, b at TRIM_HORIZON, c at 110"},
		"one is at a time":  {"AT_TIMESTAMP", "a at SHARD_END, b at AT_TIMESTAMP, c at 110"},
		"one is at LATEST":  {"LATEST", "a at SHARD_END, b at LATEST, c at 110"},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				bench := newBench([]lease.Lease{at(t, a, "SHARD_END"), at(t, b, test.b), at(t, c, "110")}, []shardsync.Shard{a, b, c})
				if _, err := bench.Audit(t.Context()); err != nil {
					t.Fatal(err)
				}
				equal(t, "rows", bench.rows(), test.want)
			})
		})
	}
}

// Broken by: Deletable without the row's own parents.
func TestRule22RowsGoOldestFirst(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d, e := sh("d", 4, 6, "c"), sh("e", 6, 8, "c")
		bench := newBench([]lease.Lease{at(t, a, "SHARD_END"), at(t, b, "105"), at(t, c, "SHARD_END"), at(t, d, "110"), at(t, e, "110")},
			[]shardsync.Shard{a, b, closed(c), d, e})
		for _, want := range []string{"a", "c"} {
			report, err := bench.Audit(t.Context())
			if err != nil || len(report.Deleted) != 1 {
				t.Fatalf("Audit: %+v, %v", report, err)
			}
			equal(t, "deleted", report.Deleted[0].Shard, want)
		}
	})
}

// Broken by: look without Match.
func TestRule24ARecreatedStreamIsNoticedWhileRunning(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		bench := newBench([]lease.Lease{at(t, sh("a", 0, 8), "100")}, []shardsync.Shard{sh("a", 0, 8)})
		bench.Marks.Created = bench.Marks.Created.Add(time.Minute)
		if _, err := bench.Audit(t.Context()); !errors.Is(err, shardsync.ErrRecreated) {
			t.Errorf("Audit: %v; want ErrRecreated", err)
		}
		equal(t, "rows", bench.rows(), "a at 100")
	})
}

// y was split after the listing, and its lower half merged with x: the listing shows neither that
// half nor z, so it does not say that the half expired. z would begin before y was read.
// Broken by: a parent that any listing leaves out counting as expired.
func TestRule17AListingOlderThanTheChildProvesNothing(t *testing.T) {
	x, y := sh("s1", 0, 4), sh("s2", 4, 8)
	lower, upper := sh("s3", 4, 6, "s2"), sh("s4", 6, 8, "s2")
	z := sh("s5", 0, 6, "s1", "s3")
	rows := []lease.Lease{at(t, y, "100")}
	old := shardsync.Succeed(at(t, x, "100"), []shardsync.Shard{z}, rows, []shardsync.Shard{x, y})
	equal(t, "by an old listing", fmt.Sprint(old.SyncFirst, len(old.Rows)), "[s3] 0")
	now := []shardsync.Shard{closed(x), closed(y), closed(lower), upper, z}
	next := shardsync.Succeed(at(t, x, "100"), []shardsync.Shard{z}, rows, now)
	equal(t, "by one that shows it", fmt.Sprint(next.SyncFirst, next.Later, len(next.Rows)), "[] [s5] 0")
	expired := shardsync.Succeed(at(t, x, "100"), []shardsync.Shard{z}, rows, []shardsync.Shard{closed(x), upper, sh("s6", 0, 6, "s5")})
	equal(t, "by one that shows a younger shard", fmt.Sprint(expired.SyncFirst, len(expired.Rows)), "[] 1")
}
