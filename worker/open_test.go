package worker

import (
	"net/http"
	"testing"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
)

// A worker with a hundred shards must not make a connection for nearly every call, nor renew its leases
// behind two thousand subscriptions. Broken by: roomy() that leaves the SDK's limits, or takes the user's.
func TestTheSDKsClientGetsRoomForShardsAndTheUsersLimitsAreKept(t *testing.T) {
	roomyOf := func(c *awshttp.BuildableClient) *http.Transport {
		return roomy(c).(*awshttp.BuildableClient).GetTransport()
	}
	if got := roomyOf(awshttp.NewBuildableClient()); got.MaxIdleConnsPerHost != idleConnections || got.MaxIdleConns != 0 || got.MaxConnsPerHost != 0 {
		t.Errorf("the SDK's client: %d idle connections a host and %d in all, %d a host; want %d, no limit, no limit",
			got.MaxIdleConnsPerHost, got.MaxIdleConns, got.MaxConnsPerHost, idleConnections)
	}
	own := awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
		t.MaxIdleConns, t.MaxIdleConnsPerHost, t.MaxConnsPerHost = 7, 5, 6
	})
	if got := roomyOf(own); got.MaxIdleConns != 7 || got.MaxIdleConnsPerHost != 5 || got.MaxConnsPerHost != 6 {
		t.Errorf("the user's client: %d, %d and %d connections, want 7, 5 and 6", got.MaxIdleConns, got.MaxIdleConnsPerHost, got.MaxConnsPerHost)
	}
	if other := new(http.Client); roomy(other) != other {
		t.Error("a client of another kind is not left alone")
	}
}
