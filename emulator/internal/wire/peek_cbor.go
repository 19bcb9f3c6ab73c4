package wire

// The glance at a document in CBOR.

import (
	"encoding/json"

	"github.com/fxamacker/cbor/v2"
)

func membersOfCBOR(document []byte) map[string]cbor.RawMessage {
	var members map[string]cbor.RawMessage
	if cbor.Unmarshal(document, &members) != nil {
		return nil
	}
	return members
}

func textOfCBOR(raw []byte) string {
	var s string
	if len(raw) == 0 || raw[0]>>5 != majorText || cbor.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// Major types: the first three bits of a value.
const (
	majorText  = 3
	majorArray = 4
	majorMap   = 5
	majorTag   = 6
)

// jsonOfCBOR is a value as the same client would have sent it in JSON: bytes in base64, times,
// which are the only values with a tag, in seconds. null for what cannot be read.
func jsonOfCBOR(raw []byte) []byte {
	document, err := json.Marshal(plain(raw))
	if err != nil {
		return []byte("null")
	}
	return document
}

// plain is a value in terms of encoding/json. What cannot be read is nil.
func plain(raw []byte) any {
	if len(raw) == 0 {
		return nil
	}
	switch raw[0] >> 5 {
	case majorMap:
		members := map[string]any{}
		for name, member := range membersOfCBOR(raw) {
			members[name] = plain(member)
		}
		return members
	case majorArray:
		var elements []cbor.RawMessage
		_ = cbor.Unmarshal(raw, &elements) // what cannot be read has no elements
		list := make([]any, len(elements))
		for i, element := range elements {
			list[i] = plain(element)
		}
		return list
	case majorTag:
		var tag cbor.RawTag
		var millis float64
		if cbor.Unmarshal(raw, &tag) != nil || cbor.Unmarshal(tag.Content, &millis) != nil {
			return nil
		}
		return millis / 1000
	}
	var v any
	_ = cbor.Unmarshal(raw, &v) // what cannot be read stays nil
	return v
}
