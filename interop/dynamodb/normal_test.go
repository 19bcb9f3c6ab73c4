package dynamodb

// What two answers have to agree in: everything but names and times that are each server's own, and
// orders that the service does not promise.

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// An answer is a status and a document, or the refusal in it.
type answer struct {
	status   int
	document map[string]any
}

// own are members whose values are each server's own: only that they are there is compared.
var own = []string{
	"CreationDateTime", "LastUpdateToPayPerRequestDateTime", "TableArn", "IndexArn", "TableSizeBytes", "IndexSizeBytes",
	"EarliestRestorableDateTime", "LatestRestorableDateTime", "ResourceArn",
}

// loose are members that only one of the two has: DynamoDB Local knows no ids, and tells that a
// capacity was changed at the beginning of 1970 where the service tells nothing.
var loose = []string{"TableId", "LastIncreaseDateTime", "LastDecreaseDateTime"}

// unordered are lists whose order means nothing.
var unordered = []string{
	"SS", "NS", "BS", "AttributeDefinitions", "GlobalSecondaryIndexes", "LocalSecondaryIndexes", "NonKeyAttributes", "Tags", "ConsumedCapacity",
}

// normal is an answer as text; two that agree are the same text.
func (a answer) normal(r request) string {
	document := a.document
	if a.status != 200 {
		document = refusal(document)
	}
	tidied, _ := tidy(document, "", r.sorted || r.operation == "Scan" || r.operation == "BatchGetItem").(map[string]any)
	text, err := json.MarshalIndent(tidied, "", "  ")
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%d %s\n", a.status, text)
}

// refusal is an error document with one spelling of its members.
func refusal(document map[string]any) map[string]any {
	out := map[string]any{}
	for name, value := range document {
		switch name {
		case "__type":
			kind := fmt.Sprint(value)
			out["type"] = kind[strings.LastIndexByte(kind, '#')+1:]
		case "type":
			out["type"] = value
		case "Message", "message":
			out["message"] = value
		default:
			out[name] = value
		}
	}
	return out
}

// tidy is a value without what need not agree. Items is whether their order is nobody's.
func tidy(v any, name string, items bool) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, member := range v {
			if slices.Contains(loose, k) {
				continue
			}
			if slices.Contains(own, k) {
				out[k] = "its own"
				continue
			}
			out[k] = tidy(member, k, items)
		}
		if name == "Responses" { // of BatchGetItem: lists of items by table
			for table, list := range out {
				out[table] = inOrder(list)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, element := range v {
			out[i] = tidy(element, "", items)
		}
		if slices.Contains(unordered, name) || items && name == "Items" {
			return inOrder(out)
		}
		return out
	}
	return v
}

func inOrder(v any) any {
	list, ok := v.([]any)
	if !ok {
		return v
	}
	text := func(v any) string { return fmt.Sprint(v) } // maps are printed in the order of their keys
	slices.SortFunc(list, func(a, b any) int { return cmp.Compare(text(a), text(b)) })
	return list
}

// contrast is two answers line by line: what they share, what only one has.
func contrast(theirs, ours string) string {
	var out strings.Builder
	a, b := strings.Split(strings.TrimSpace(theirs), "\n"), strings.Split(strings.TrimSpace(ours), "\n")
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	for _, line := range a {
		out.WriteString("  local: " + line + "\n")
	}
	for _, line := range b {
		out.WriteString("  ours:  " + line + "\n")
	}
	return out.String()
}
