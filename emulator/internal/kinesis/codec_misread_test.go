package kinesis

import (
	"testing"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// Broken by: taking the names of Go for those of the service; false for every boolean.
func TestAMemberOfAWrongTypeIsToldInTheServicesWords(t *testing.T) {
	type shape struct {
		Name    *string
		Limit   *int64
		DryRun  bool
		Data    []byte
		Keys    []string
		Tags    map[string]string
		Details *modeShape
		At      *timestamp
	}
	for document, want := range map[string]string{
		`{"Name":7}`:                        "NUMBER_VALUE can not be converted to a String",
		`{"Name":1.5}`:                      "NUMBER_VALUE can not be converted to a String",
		`{"Name":true,"DryRun":false}`:      "TRUE_VALUE can not be converted to a String",
		`{"Name":false,"DryRun":true}`:      "FALSE_VALUE can not be converted to a String",
		`{"Name":["secret"]}`:               listFound,
		`{"Name":{"a":1}}`:                  structureFound,
		`{"Limit":"1"}`:                     "STRING_VALUE can not be converted to an Integer",
		`{"DryRun":1}`:                      "NUMBER_VALUE can not be converted to a Boolean",
		`{"Data":1}`:                        "NUMBER_VALUE can not be converted to a Blob",
		`{"Keys":"a"}`:                      "Expected list or null",
		`{"Keys":[1]}`:                      "NUMBER_VALUE can not be converted to a String",
		`{"Keys":{}}`:                       structureFound,
		`{"Tags":"a"}`:                      "Expected map or null",
		`{"Tags":[]}`:                       listFound,
		`{"Details":"a"}`:                   "Expected null",
		`{"Details":{"StreamMode":1}}`:      "NUMBER_VALUE can not be converted to a String",
		`[]`:                                listFound,
		`{"At":"secret"}`:                   "The request could not be read.",
		`{"Data":"secret!"}`:                "The request could not be read.",
		`7`:                                 "The request could not be read.",
		`{`:                                 "The request could not be read.",
		"{\"Keys\":[\n\t\"a\",\n\ttrue\n]}": "TRUE_VALUE can not be converted to a String",
	} {
		err := decode(wire.JSON, []byte(document), new(shape))
		if err == nil {
			t.Errorf("%s was read", document)
			continue
		}
		if got := misread([]byte(document), err); got.Type != serialization || got.Message != want {
			t.Errorf("%s: %v, want %s", document, got, want)
		}
	}
}
