package dynamodb

// DescribeKinesisStreamingDestination tells to which streams the changes of a table go: none. The
// operations that would send them somewhere are not emulated.
//
// Errors: ResourceNotFoundException; ValidationException.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) describeKinesisStreamingDestination(in *named) ([]byte, *wire.Error) {
	t, err := c.named(in.TableName)
	if err != nil {
		return nil, err
	}
	return marshal(struct {
		TableName                     string
		KinesisDataStreamDestinations []struct{}
	}{t.home.name, []struct{}{}})
}
