package dynamodb

// DescribeTimeToLive says which attribute of a table's items tells their end.
//
// Behaviour: there is no AttributeName while the setting is DISABLED, whatever it was.
// Errors: ResourceNotFoundException; ValidationException, also while the table is CREATING or DELETING.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) describeTimeToLive(in *named) ([]byte, *wire.Error) {
	t, err := c.named(in.TableName)
	if err != nil {
		return nil, err
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	if is := t.mu.status; is == stateCreating || is == stateDeleting {
		return nil, refuse("Cannot describe time to live while table is in %s state: Current table state is %s", is, is)
	}
	return marshal(struct{ TimeToLiveDescription timeToLiveDescription }{t.mu.ttl.describe()})
}
