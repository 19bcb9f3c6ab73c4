package processor

import (
	"fmt"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// The lanes as a value.

func taskAt(t testing.TB, n int, key string) *task {
	at, err := checkpoint.At(fmt.Sprint(n+1), 0)
	if err != nil {
		t.Fatal(err)
	}
	return &task{record: &Record{PartitionKey: key, Position: at}, at: at, bytes: 10}
}

// Broken by: fits that counts only what is not done; done that does not give the room back.
func TestRoomIsTheDistanceFromTheFirstRecordThatIsNotDone(t *testing.T) {
	var l lanes
	for n := range 3 {
		l.add(taskAt(t, n, fmt.Sprint(n)), fmt.Sprint(n))
	}
	first, second, third := l.begin(), l.begin(), l.begin()
	l.done(second)
	l.done(third)
	if l.fits(10, 3, 1000) || !l.fits(10, 4, 1000) || l.records != 1 || l.bytes != 10 {
		t.Errorf("%d records, %d bytes; want no room for a fourth behind the first, while that one is all there is", l.records, l.bytes)
	}
	if _, moved := l.done(first); !moved || !l.fits(10_000, 3, 1000) || l.bytes != 0 || len(l.of) != 0 {
		t.Errorf("moved %t, %d bytes, %d keys; want room for any record when nothing is left", moved, l.bytes, len(l.of))
	}
}

// Broken by: wake that lets all go on; Less that turns the order around.
func TestLanesThatWaitGoOnWhenTheyAreDue(t *testing.T) {
	var l lanes
	now := time.Unix(0, 0)
	for n := range 3 {
		l.add(taskAt(t, n, fmt.Sprint(n)), fmt.Sprint(n))
	}
	for n := range 3 {
		l.failed(l.begin(), nil, now.Add(time.Duration(3-n)*time.Second))
	}
	if next := l.wake(now); next != now.Add(time.Second) || l.begin() != nil {
		t.Errorf("next is due at %v, want in a second", next)
	}
	if next := l.wake(now.Add(2 * time.Second)); next != now.Add(3*time.Second) || l.begin().key != "2" || l.begin().key != "1" || l.begin() != nil {
		t.Errorf("next is due at %v, want the third in three seconds, the last two now, the shorter wait first", next)
	}
}

// What the place of a record costs when many are outstanding behind one that is not done.
func BenchmarkLanes(b *testing.B) {
	for _, open := range []int{10, 10_000} {
		b.Run(fmt.Sprintf("outstanding=%d", open), func(b *testing.B) {
			b.ReportAllocs()
			var tasks []*task
			for n := range open {
				tasks = append(tasks, taskAt(b, n, ""))
			}
			for n := 0; n < b.N; n += open {
				var l lanes
				for i, t := range tasks {
					t.next = nil
					l.add(t, fmt.Sprint(i%100))
				}
				stuck := l.begin()
				for at := l.begin(); at != nil; at = l.begin() {
					l.done(at)
				}
				l.done(stuck)
			}
		})
	}
}
