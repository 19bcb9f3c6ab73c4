package emulator

// Delivery: what channels carry to buckets, as files below a folder. The model says which objects
// are due (internal/kinesis/channel_delivery.go); rounds write them, one at a time, outside of requests and of
// every lock. One timer stands for whatever is buffered; it starts no goroutine before it fires, so
// an emulator that is left alone leaks nothing, in a bubble or out of it.

import (
	"errors"
	"sync"
	"time"
)

// deliveries is the state of the rounds.
type deliveries struct {
	mu struct {
		sync.Mutex
		running chan struct{} // closed at the end of the round; nil: none is running
		timer   *time.Timer   // nil: none is waiting
		at      time.Time     // when it fires
	}
}

// Deliver writes at once what channels have buffered below Bucket, however young it is, and waits
// for it: the end of a test, or of a server. What cannot be written stays buffered, is tried again
// a minute later, and is shown in the channel's description meanwhile. Without a Bucket it does
// nothing.
func (e *Emulator) Deliver() error {
	if e.Bucket == "" {
		return nil
	}
	for !e.begins() {
		e.awaitRound()
	}
	err := e.round(true)
	e.ends()
	return err
}

// expectDelivery sets the timer to when the next object is due. Requests call it when they had
// their effect.
func (e *Emulator) expectDelivery() {
	if e.Bucket == "" {
		return
	}
	now := e.now()
	at, any := e.kinesis.NextDelivery(now)
	if !any {
		return
	}
	d := &e.deliveries
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.mu.timer != nil && !at.Before(d.mu.at):
		return // it fires earlier and looks again
	case d.mu.timer != nil:
		d.mu.timer.Stop() // one that fires all the same finds less to do
	}
	d.mu.at, d.mu.timer = at, time.AfterFunc(at.Sub(now), e.deliverDue)
}

// deliverDue is what the timer does.
func (e *Emulator) deliverDue() {
	d := &e.deliveries
	d.mu.Lock()
	d.mu.timer = nil
	d.mu.Unlock()
	if e.begins() {
		_ = e.round(false) // each channel shows its own
		e.ends()
	} // else the round that is running sets the timer at its end
}

// begins starts a round unless one is running.
func (e *Emulator) begins() bool {
	d := &e.deliveries
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.mu.running != nil {
		return false
	}
	d.mu.running = make(chan struct{})
	return true
}

// ends ends a round, and only then looks for what is next: a record that was put during the round
// is seen by the one or the other.
func (e *Emulator) ends() {
	d := &e.deliveries
	d.mu.Lock()
	close(d.mu.running)
	d.mu.running = nil
	d.mu.Unlock()
	e.expectDelivery()
}

// awaitRound waits for the round that is running.
func (e *Emulator) awaitRound() {
	d := &e.deliveries
	d.mu.Lock()
	running := d.mu.running
	d.mu.Unlock()
	if running != nil {
		<-running
	}
}

// round writes what is due until nothing is, or nothing more can be written.
func (e *Emulator) round(everything bool) error {
	for {
		due, written := e.kinesis.Deliveries(e.now(), everything), 0
		var problems []error
		for _, d := range due {
			if err := e.write(d); err != nil {
				e.kinesis.Undelivered(d, e.now(), reason(err))
				problems = append(problems, err)
				continue
			}
			e.kinesis.Delivered(d)
			written++
		}
		if written == 0 {
			return errors.Join(problems...)
		}
	}
}
