package emulator_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/shardkeeper/shardkeeper/emulator"
)

// Broken by: an outcome with the message as the client gets it.
func TestReportsQuoteNoPartitionKey(t *testing.T) {
	var emu emulator.Emulator
	key := strings.Repeat("secret", 50) // longer than a key may be
	_, err := client(emu.Config()).PutRecord(t.Context(), &kinesis.PutRecordInput{
		StreamName: new("orders"), PartitionKey: &key, ExplicitHashKey: new("secret hash"), Data: []byte("x"),
	})
	if err == nil || !strings.Contains(err.Error(), "secret") {
		t.Fatalf("PutRecord: %v", err)
	}
	for _, c := range emu.Calls() {
		if told := c.String(); strings.Contains(told, "secret") || !strings.Contains(told, "ValidationException") {
			t.Errorf("the call is reported as %s", told)
		}
	}
}
