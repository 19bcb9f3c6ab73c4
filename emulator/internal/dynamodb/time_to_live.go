package dynamodb

// Time to live: which attribute of a table's items tells their end, and what the two operations on it
// share. When items go is in expiry.go.

import (
	"cmp"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// interval is how long the service refuses a second change of the setting, under Strict: an hour, by
// its documents; sometimes half of it does.
const interval = time.Hour

// Statuses of the setting.
const (
	enabling  = "ENABLING"
	enabled   = "ENABLED"
	disabling = "DISABLING"
	disabled  = "DISABLED"
)

// timeToLive is the setting. Its zero value is switched off.
type timeToLive struct {
	attribute string // "": off
	status    string // "": off
	changed   time.Time
}

// on: is it switched on, or about to be?
func (ttl timeToLive) on() bool { return ttl.status == enabled || ttl.status == enabling }

// admits refuses a change that is none, or one while the last is under way.
func (ttl timeToLive) admits(to timeToLiveSpecification) *wire.Error {
	switch {
	case !*to.Enabled && !ttl.on():
		return refuse("TimeToLive is already disabled")
	case ttl.on() && to.AttributeName != ttl.attribute:
		return refuse("TimeToLive is active on a different AttributeName: current AttributeName is %s", ttl.attribute)
	case *to.Enabled && ttl.on():
		return refuse("TimeToLive is already enabled")
	case ttl.status == enabling || ttl.status == disabling:
		return tooOften()
	}
	return nil
}

func tooOften() *wire.Error {
	return refuse("Time to live has been modified multiple times within a fixed interval")
}

type timeToLiveSpecification struct {
	AttributeName string
	Enabled       *bool
}

type timeToLiveDescription struct {
	AttributeName    string `json:",omitempty"`
	TimeToLiveStatus string
}

func (ttl timeToLive) describe() timeToLiveDescription {
	return timeToLiveDescription{ttl.attribute, cmp.Or(ttl.status, disabled)}
}
