package server_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/shardkeeper/shardkeeper/emulator/internal/cloudwatch"
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb"
	"github.com/shardkeeper/shardkeeper/emulator/internal/kinesis"
	"github.com/shardkeeper/shardkeeper/emulator/internal/sts"
)

// Broken by: an operation that is added to a registry, or a line that is taken from the manual.
func TestTheManualHasALineForEachOperation(t *testing.T) {
	text, err := os.ReadFile("../../docs/emulator.md")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile(`(?m)^\| ([A-Z]\w+) \| [^|]+ \|$`)
	for title, operations := range map[string][]string{
		"Kinesis": kinesis.Operations(), "DynamoDB": dynamodb.Operations(), "CloudWatch": cloudwatch.Operations(), "STS": sts.Operations(),
	} {
		_, section, found := strings.Cut(string(text), "\n### "+title+"\n")
		if !found {
			t.Errorf("the manual has no section %s", title)
			continue
		}
		section, _, _ = strings.Cut(section, "\n#")
		var told []string
		for _, match := range row.FindAllStringSubmatch(section, -1) {
			told = append(told, match[1])
		}
		for _, name := range operations {
			if !slices.Contains(told, name) {
				t.Errorf("docs/emulator.md, %s: %s has no line: say what of it is emulated, and what is not", title, name)
			}
		}
		for _, name := range told {
			if !slices.Contains(operations, name) {
				t.Errorf("docs/emulator.md, %s: %s has a line, and is not there", title, name)
			}
		}
	}
}

// boto3 and the AWS CLI 1.x read one variable for the region, every other client the other.
//
// Broken by: an export of AWS_REGION alone.
func TestTheManualsVariablesSufficeForEveryClient(t *testing.T) {
	text, err := os.ReadFile("../../docs/emulator.md")
	if err != nil {
		t.Fatal(err)
	}
	exports := strings.Join(regexp.MustCompile(`(?m)^export .*$`).FindAllString(string(text), -1), "\n")
	for _, name := range []string{"AWS_ENDPOINT_URL", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} {
		if !strings.Contains(exports, " "+name+"=") {
			t.Errorf("docs/emulator.md does not export %s, only:\n%s", name, exports)
		}
	}
}
