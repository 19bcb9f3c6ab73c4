package dynamodb

// DescribeContributorInsights tells whether a table or index is watched by CloudWatch: it never is.
//
// Errors: ResourceNotFoundException, also for an index that is not there; ValidationException.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type describeInsights struct{ TableName, IndexName string }

func (in *describeInsights) validate(p *problems) { p.table(in.TableName) }

func (c *call) describeContributorInsights(in *describeInsights) ([]byte, *wire.Error) {
	t, err := c.named(in.TableName)
	if err != nil {
		return nil, err
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	if in.IndexName != "" {
		if _, err := t.global(in.IndexName, "describe"); err != nil {
			return nil, err
		}
	}
	return marshal(struct {
		TableName                 string
		IndexName                 string `json:",omitempty"`
		ContributorInsightsStatus string
	}{t.home.name, in.IndexName, disabled})
}
