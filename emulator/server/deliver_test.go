package server_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/server"
)

// A channel holds records back for minutes; a server that stops must not take them along.
//
// Broken by: a stop without Deliver.
func TestAStopDeliversWhatChannelsHold(t *testing.T) {
	bucket := t.TempDir()
	w := start(t, &server.Server{Emulator: &emulator.Emulator{Bucket: bucket}, Streams: []server.Stream{
		{StreamName: "orders", StreamModeDetails: &server.StreamModeDetails{StreamMode: "ON_DEMAND"}},
	}})
	api, _ := w.client(ways()[0])
	_, err := api.CreateChannel(t.Context(), &kinesis.CreateChannelInput{
		ChannelName: new("archive"), ServiceExecutionRoleARN: new("arn:aws:iam::000000000000:role/deliver"),
		StreamConfigurationList: []types.ChannelStreamConfiguration{{
			StreamARN:           new("arn:aws:kinesis:us-east-1:000000000000:stream/orders"),
			RecordConfiguration: &types.RecordConfiguration{RecordFormatType: types.RecordFormatTypeString},
		}},
		S3DestinationConfiguration: &types.S3DestinationConfiguration{StorageConfiguration: &types.S3StorageConfiguration{
			BucketARN: new("arn:aws:s3:::lake"), CompressionType: types.S3CompressionTypeNone, ExpectedBucketOwner: new("000000000000"),
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := api.PutRecord(t.Context(), &kinesis.PutRecordInput{StreamName: new("orders"), PartitionKey: new("k"), Data: []byte("held")}); err != nil {
		t.Fatal(err)
	}
	if err := w.stop(); err != nil {
		t.Errorf("Run: %v", err)
	}
	var found []string
	err = filepath.WalkDir(filepath.Join(bucket, "lake"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		found = append(found, string(text))
		return err
	})
	if err != nil || len(found) != 1 || found[0] != "held\n" {
		t.Errorf("the bucket has %q, %v, want one object with the record", found, err)
	}
}
