package dynamodb

// DescribeEndpoints tells where the service is, to SDKs that discover endpoints.
//
// Behaviour: the address is the service's own. No SDK follows it away from here: one that was given an
// endpoint does not ask.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) describeEndpoints(*bare) ([]byte, *wire.Error) {
	type endpoint struct {
		Address              string
		CachePeriodInMinutes int
	}
	return marshal(struct{ Endpoints []endpoint }{[]endpoint{{"dynamodb." + c.Region + ".amazonaws.com", 1440}}})
}
