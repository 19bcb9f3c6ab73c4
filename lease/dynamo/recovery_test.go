package dynamo_test

import (
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
	"github.com/shardkeeper/shardkeeper/lease/dynamo"
)

func TestATableIsMadeWithPointInTimeRecoveryIfAskedFor(t *testing.T) {
	for _, want := range []types.PointInTimeRecoveryStatus{types.PointInTimeRecoveryStatusDisabled, types.PointInTimeRecoveryStatusEnabled} {
		synctest.Test(t, func(t *testing.T) {
			emu := emulatortest.New(t)
			client := dynamodb.NewFromConfig(emu.Config())
			table := &dynamo.Table{Client: client, Name: "billing", PointInTimeRecovery: want == types.PointInTimeRecoveryStatusEnabled}
			if _, err := table.Ensure(t.Context()); err != nil {
				t.Fatal(err)
			}
			out, err := client.DescribeContinuousBackups(t.Context(), &dynamodb.DescribeContinuousBackupsInput{TableName: aws.String("billing")})
			if err != nil {
				t.Fatal(err)
			}
			if got := out.ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus; got != want {
				t.Errorf("point-in-time recovery is %s, want %s", got, want)
			}
		})
	}
}
