package dynamodb

// DescribeTable says what a table is.
//
// Behaviour: ItemCount and TableSizeBytes are exact; the service works them out every six hours.
// Errors: ResourceNotFoundException, which names the table here.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

// A named request has nothing but the name of a table.
type named struct{ TableName string }

func (in *named) validate(p *problems) { p.table(in.TableName) }

func (c *call) describeTable(in *named) ([]byte, *wire.Error) {
	t, err := c.named(in.TableName)
	if err != nil {
		return nil, err
	}
	return marshal(struct{ Table description }{t.describe(c.Now)})
}
