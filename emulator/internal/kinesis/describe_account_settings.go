package kinesis

// DescribeAccountSettings
//
// Behaviour: the account's commitment to a minimum of throughput in the region. An account that
// never made one is DISABLED, without dates.
//
// Limits: 5 calls a second per account under Strict.
//
// Errors: LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type describeAccountSettingsInput struct{}

func (*describeAccountSettingsInput) validate(*problems) {}

type accountSettingsOutput struct{ MinimumThroughputBillingCommitment commitmentShape }

type commitmentShape struct {
	Status               string
	StartedAt            *timestamp `json:",omitempty"`
	EarliestAllowedEndAt *timestamp `json:",omitempty"`
	EndedAt              *timestamp `json:",omitempty"`
}

func (c *call) describeAccountSettings(*describeAccountSettingsInput) (*accountSettingsOutput, *wire.Error) {
	return &accountSettingsOutput{c.commitment().shape()}, nil
}

func (m commitment) shape() commitmentShape {
	at := func(t int64) *timestamp {
		if t == 0 {
			return nil
		}
		return new(timestamp(t))
	}
	return commitmentShape{m.status(), at(m.started), at(m.earliest), at(m.ended)}
}
