package kinesis

// UpdateAccountSettings
//
// Behaviour: begins or ends the account's commitment to a minimum of throughput in the region. It
// lasts a day at least: one that is ended earlier is ENABLED_UNTIL_EARLIEST_ALLOWED_END, then
// DISABLED, unless it is enabled again before. What is so already stays as it is. The answer is the
// new state.
//
// Limits: 5 calls a second per account under Strict.
//
// Errors: Validation (no status, or an unknown one), LimitExceeded. InvalidArgument is declared for
// it, but a request has nothing that Validation does not catch.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type updateAccountSettingsInput struct {
	MinimumThroughputBillingCommitment *struct{ Status *string }
}

func (in *updateAccountSettingsInput) validate(p *problems) {
	m := in.MinimumThroughputBillingCommitment
	p.required("minimumThroughputBillingCommitment", m != nil)
	if m != nil {
		p.required("minimumThroughputBillingCommitment.status", m.Status != nil)
		p.oneOf("minimumThroughputBillingCommitment.status", m.Status, enabled, disabled)
	}
}

func (c *call) updateAccountSettings(in *updateAccountSettingsInput) (*accountSettingsOutput, *wire.Error) {
	change := commitment.disabled
	if *in.MinimumThroughputBillingCommitment.Status == enabled {
		change = commitment.enabled
	}
	return &accountSettingsOutput{c.commit(change).shape()}, nil
}
