package dynamodb

import (
	"fmt"
	"testing"
)

const renewal = `{"TableName":"leases","Key":{"k":{"S":"shardId-000000000000"}},"UpdateExpression":"SET leaseCounter = leaseCounter + :one, leaseOwner = :me",
	"ConditionExpression":"leaseCounter >= :seen AND attribute_not_exists(checkpointOwner)","ReturnValuesOnConditionCheckFailure":"ALL_OLD",
	"ExpressionAttributeValues":{":one":{"N":"1"},":seen":{"N":"0"},":me":{"S":"worker-1"}}}`

// leases is a table of so many leases.
func leases(b *testing.B, n int) *story {
	s := newStory()
	s.newTable(b, "leases")
	for i := range n {
		s.must(b, "PutItem", `{"TableName":"leases","Item":{"k":{"S":"shardId-%012d"},"leaseOwner":{"S":"worker-%d"},"leaseCounter":{"N":"%d"},
			"ownerSwitchesSinceCheckpoint":{"N":"0"},"checkpoint":{"S":"49590338271490256608559692538361571095921575989136588898"},"checkpointSubSequenceNumber":{"N":"0"},
			"parentShardId":{"SS":["shardId-000000000001"]},"startingHashKey":{"S":"0"},"endingHashKey":{"S":"340282366920938463463374607431768211455"}}}`, i, i%10, i)
	}
	return s
}

func BenchmarkLeases(b *testing.B) {
	for _, n := range []int{100, 1000} {
		for _, op := range []struct{ name, operation, document string }{
			{"renew", "UpdateItem", renewal},
			{"get", "GetItem", `{"TableName":"leases","Key":{"k":{"S":"shardId-000000000000"}},"ConsistentRead":true}`},
			{"scan", "Scan", `{"TableName":"leases"}`},
			{"filter", "Scan", `{"TableName":"leases","FilterExpression":"leaseOwner = :me","ExpressionAttributeValues":{":me":{"S":"worker-3"}}}`},
		} {
			b.Run(fmt.Sprintf("%s/of=%d", op.name, n), func(b *testing.B) {
				s := leases(b, n)
				b.ReportAllocs()
				for b.Loop() {
					if _, err := s.ask(op.operation, op.document); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
