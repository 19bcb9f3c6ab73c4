package dynamodb

// UpdateTimeToLive says which attribute of a table's items tells their end, or that none does.
//
// Behaviour: the setting is ENABLING or DISABLING for Service.Updating, the table ACTIVE meanwhile. Items
// go Service.Expiring after their time (expiry.go).
// Limits: under Strict one change an hour.
// Errors: ResourceNotFoundException; ResourceInUseException while the table is CREATING or DELETING;
// ValidationException, also for a change that is none or comes too soon. LimitExceededException is in
// the model, but the service answers ValidationException where it could be.

import (
	"cmp"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type updateTimeToLive struct {
	TableName               string
	TimeToLiveSpecification *timeToLiveSpecification
}

func (in *updateTimeToLive) validate(p *problems) {
	p.table(in.TableName)
	spec := in.TimeToLiveSpecification
	p.required("timeToLiveSpecification", spec != nil)
	if spec == nil {
		return
	}
	p.required("timeToLiveSpecification.enabled", spec.Enabled != nil)
	p.required("timeToLiveSpecification.attributeName", spec.AttributeName != "")
	if len(spec.AttributeName) > 255 {
		p.add(spec.AttributeName, "timeToLiveSpecification.attributeName", "Member must have length less than or equal to 255")
	}
}

func (c *call) updateTimeToLive(in *updateTimeToLive) ([]byte, *wire.Error) {
	t, err := c.named(in.TableName)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := cmp.Or(t.present(), t.mu.ttl.admits(*in.TimeToLiveSpecification)); err != nil {
		return nil, err
	}
	if last := t.mu.ttl.changed; c.strict() && !last.IsZero() && c.Now.Sub(last) < interval {
		return nil, tooOften()
	}
	t.expireBy(c, *in.TimeToLiveSpecification)
	return marshal(struct{ TimeToLiveSpecification *timeToLiveSpecification }{in.TimeToLiveSpecification})
}

// expireBy changes the setting. The lock is held.
func (t *table) expireBy(c *call, to timeToLiveSpecification) {
	if !*to.Enabled {
		t.mu.ttl = timeToLive{t.mu.ttl.attribute, disabling, c.Now}
		t.after(c.service.Updating, c.Now, func() {
			t.mu.ttl.attribute, t.mu.ttl.status = "", disabled
			t.mu.rows.expireBy("", 0, time.Time{})
		})
		return
	}
	t.mu.ttl = timeToLive{to.AttributeName, enabling, c.Now}
	t.after(c.service.Updating, c.Now, func() {
		t.mu.ttl.status = enabled
		t.mu.rows.expireBy(to.AttributeName, cmp.Or(c.service.Expiring, expiringDefault), c.Now)
	})
}
