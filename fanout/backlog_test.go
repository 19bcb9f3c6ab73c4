package fanout

// Up to when everything is done, and what is lost when that is too long ago.

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
)

const day = 24 * time.Hour // what the emulator keeps, as the service does

func TestABacklogThatExpiredWhileNobodyReadIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.Retention = func() time.Duration { return day }
		_, number := w.orders.Put("k", "done")
		done := time.Now()
		time.Sleep(time.Hour)
		w.orders.Put("k", "lost")
		time.Sleep(2 * day)
		w.Put(10)
		at, _ := checkpoint.At(number, 0)
		began := time.Now()
		s := w.open(From{Position: at, Done: done})
		w.wants(s, 0)
		time.Sleep(time.Minute)
		got := of[BacklogExpired](w.said)
		if len(got) != 1 || !got[0].From.Equal(done) || got[0].To.Sub(began.Add(-day)).Abs() > 2*time.Second {
			t.Errorf("expired: %v, want from %v to %v", got, done, began.Add(-day))
		}
	})
}

func TestAnIdleShardNeverExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.Retention = func() time.Duration { return day }
		w.Interval = 4 * time.Minute
		w.Put(1)
		s := w.open(From{})
		end := time.Now().Add(3 * day)
		var last processor.Page
		for time.Now().Before(end) {
			last = w.page(s)
		}
		if got := of[BacklogExpired](w.said); len(got) > 0 { // Broken by: answered without the mark of a caught-up answer.
			t.Errorf("expired: %v", got)
		}
		if late := time.Since(last.Done); late > 2*time.Second {
			t.Errorf("everything is done until %v ago", late)
		}
		s.Close()
		s = w.open(From{Position: checkpoint.TrimHorizon(), Done: last.Done}) // a worker that comes later
		time.Sleep(day / 2)
		w.page(s)
		if got := of[BacklogExpired](w.said); len(got) > 0 {
			t.Errorf("opened again: expired: %v", got)
		}
	})
}

func TestABacklogThatExpiresUnderAHungProcessorIsShownOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.Retention = func() time.Duration { return day }
		s := w.open(From{})
		for range 2 * pagesAhead { // more than what is read ahead
			w.Put(1)
			time.Sleep(10 * time.Second)
		}
		time.Sleep(2 * day) // in user code
		w.orders.Put("k", "new")
		for range 10 {
			w.page(s)
		}
		if got := of[BacklogExpired](w.said); len(got) != 1 {
			t.Errorf("expired: %v, want one span", got)
		}
	})
}

func TestGap(t *testing.T) {
	old, young := epoch.Add(-2*day), epoch.Add(-time.Hour)
	for _, c := range []struct {
		name      string
		cursor    cursor
		first     time.Time // arrival of the answer's first record; zero: none
		retention time.Duration
		want      bool
	}{
		{"older than what is kept", cursor{mark: old}, young, day, true},
		{"without a record", cursor{mark: old}, time.Time{}, day, true},
		{"kept", cursor{mark: young}, epoch, day, false},
		{"reported", cursor{mark: old, shown: true}, young, day, false},
		{"nothing known of what is done", cursor{}, young, day, false},
		{"nothing known of what is kept", cursor{mark: old}, time.Time{}, 0, false},
		{"kept for longer than is known", cursor{mark: old}, epoch.Add(-2*day + time.Second), day, false},
	} {
		a := answer{asked: epoch}
		if !c.first.IsZero() {
			a.records = []processor.Record{{Arrived: c.first}}
		}
		_, gap := c.cursor.answered(a, c.retention)
		if (gap != nil) != c.want || (gap != nil && *gap != BacklogExpired{From: old, To: epoch.Add(-day)}) { // Broken by: leaving out any of the cases.
			t.Errorf("%s: gap is %v, want %t", c.name, gap, c.want)
		}
	}
}

// The service may answer with nothing although there is more.
func TestAGapIsShownOnceThoughAnswersAreEmpty(t *testing.T) {
	c, gap := begin(From{Done: epoch.Add(-2 * day)}), (*BacklogExpired)(nil)
	for i := range 5 {
		c, gap = c.answered(answer{asked: epoch.Add(time.Duration(i) * time.Second), behind: day}, day)
		if (gap != nil) != (i == 0) { // Broken by: answered() that never notes what it told.
			t.Errorf("answer %d: %v", i, gap)
		}
	}
}

// Nobody asked for what was there before LATEST, but what came after it counts from then on.
func TestWhatLatestMeansIsDone(t *testing.T) {
	at := epoch.Add(-2 * day)
	for _, from := range []checkpoint.Position{checkpoint.Latest(), checkpoint.AtTimestamp()} {
		if got := begin(From{Position: from, At: at}).mark; got != at { // Broken by: begin() with Done alone.
			t.Errorf("%v at %v: done until %v", from, at, got)
		}
	}
	if got := begin(From{Position: checkpoint.TrimHorizon(), At: at}).mark; !got.IsZero() {
		t.Errorf("TRIM_HORIZON: done until %v, which nobody knows", got)
	}
}

// A worker whose clock is an hour off must not store a time that the service has not reached.
func TestDoneIsByTheServicesClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		server := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
		out := new(kinesis.GetRecordsOutput)
		began := time.Now()
		if got := asked(out, began, began.Add(time.Second)); !got.Equal(began) {
			t.Errorf("without a date: asked at %v, want %v", got, began)
		}
		out, err := kinesis.NewFromConfig(w.Config()).GetRecords(t.Context(), &kinesis.GetRecordsInput{ShardIterator: w.iterator()},
			func(o *kinesis.Options) { o.HTTPClient = dated{o.HTTPClient, server} })
		if err != nil {
			t.Fatal(err)
		}
		if got := asked(out, began, time.Now()); !got.Equal(server) { // Broken by: the local clock.
			t.Errorf("asked at %v, want %v", got, server)
		}
	})
}
