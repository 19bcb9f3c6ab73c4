package dynamodb

import (
	"strings"
	"testing"
)

func TestRequestsAreRefusedInTheServicesWords(t *testing.T) {
	s := newStory()
	s.newTable(t, "leases")
	s.must(t, "PutItem", `{"TableName":"leases","Item":{"k":{"S":"a"},"n":{"N":"1"},"s":{"S":"x"}}}`)
	key := `"TableName":"leases","Key":{"k":{"S":"a"}}`
	big := strings.Repeat("x", maxItem)
	for _, c := range []struct{ operation, document, want string }{
		{"GetItem", `{`, "SerializationException: The request could not be read: unexpected end of JSON input"},
		{"GetItem", `{"TableName":7}`, "SerializationException: NUMBER_VALUE cannot be converted to String"},
		{"GetItem", `{}`, "ValidationException: 2 validation errors detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null; Value null at 'key' failed to satisfy constraint: Member must not be null"},
		{"GetItem", `{"TableName":"a;","Key":{}}`, "ValidationException: 2 validation errors detected: Value 'a;' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3; Value 'a;' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"},
		{"GetItem", `{"TableName":"gone","Key":{"k":{"S":"a"}}}`, "ResourceNotFoundException: Requested resource not found"},
		{"GetItem", `{"TableName":"leases","Key":{}}`, "ValidationException: The provided key element does not match the schema"},
		{"GetItem", `{"TableName":"leases","Key":{"k":{"N":"1"}}}`, "ValidationException: The provided key element does not match the schema"},
		{"GetItem", `{"TableName":"leases","Key":{"k":{"S":"a"},"x":{"S":"a"}}}`, "ValidationException: The provided key element does not match the schema"},
		{"GetItem", `{"TableName":"leases","Key":{"k":{"S":""}}}`, "ValidationException: One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: k"},
		{"GetItem", `{"TableName":"leases","Key":{"k":{"S":"` + big[:maxHashKey+1] + `"}}}`, "ValidationException: One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes"},
		{"GetItem", `{` + key + `,"ExpressionAttributeNames":{"#a":"a"}}`, "ValidationException: ExpressionAttributeNames can only be specified when using expressions"},
		{"GetItem", `{` + key + `,"ProjectionExpression":"n","AttributesToGet":["n"]}`, "ValidationException: Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}"},
		{"PutItem", `{"TableName":"leases","Item":{"k":{"S":"a"},"x":{"S":"` + big + `"}}}`, "ValidationException: Item size has exceeded the maximum allowed size"},
		{"PutItem", `{"TableName":"leases","Item":{"k":{"S":"a"},"x":{"N":"one"}}}`, "ValidationException: The parameter cannot be converted to a numeric value: one"},
		{"PutItem", `{"TableName":"leases","Item":{"k":{"S":"a"}},"ReturnValues":"ALL_NEW"}`, "ValidationException: ReturnValues can only be ALL_OLD or NONE"},
		{"PutItem", `{"TableName":"leases","Item":{"k":{"S":"a"}},"ReturnValues":"SOME"}`, "ValidationException: 1 validation error detected: Value 'SOME' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]"},
		{"PutItem", `{"TableName":"leases","Item":{"k":{"S":"a"}},"ConditionExpression":"n = :x","Expected":{"n":{"Exists":false}},"ExpressionAttributeValues":{":x":{"N":"1"}}}`, "ValidationException: Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}"},
		{"PutItem", `{"TableName":"leases","Item":{"k":{"S":"a"}},"ConditionExpression":"n = :x","ExpressionAttributeValues":{":x":{"N":"1"},":y":{"N":"1"}}}`, "ValidationException: Value provided in ExpressionAttributeValues unused in expressions: keys: {:y}"},
		{"UpdateItem", `{` + key + `,"UpdateExpression":"SET k = :v","ExpressionAttributeValues":{":v":{"S":"b"}}}`, "ValidationException: One or more parameter values were invalid: Cannot update attribute k. This attribute is part of the key"},
		{"UpdateItem", `{` + key + `,"UpdateExpression":"SET x = :v","ExpressionAttributeValues":{":v":{"S":"` + big + `"}}}`, "ValidationException: Item size to update has exceeded the maximum allowed size"},
		{"UpdateItem", `{` + key + `,"UpdateExpression":"SET n = s + :v","ExpressionAttributeValues":{":v":{"N":"1"}}}`, "ValidationException: An operand in the update expression has an incorrect data type"},
		{"UpdateItem", `{` + key + `,"UpdateExpression":"SET","ExpressionAttributeValues":{":v":{"N":"1"}}}`, `ValidationException: Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "SET"`},
		{"UpdateItem", `{` + key + `,"UpdateExpression":"SET n = :v","AttributeUpdates":{},"ExpressionAttributeValues":{":v":{"N":"1"}}}`, "ValidationException: Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributeUpdates} Expression parameters: {UpdateExpression}"},
		{"UpdateItem", `{` + key + `,"AttributeUpdates":{"n":{"Value":{"S":"x"},"Action":"ADD"}}}`, "ValidationException: One or more parameter values were invalid: ADD action is not supported for the type STRING"},
		{"UpdateItem", `{` + key + `,"AttributeUpdates":{"n":{"Action":"PUT"}}}`, "ValidationException: One or more parameter values were invalid: Only DELETE action is allowed when no attribute value is specified"},
		{"DeleteItem", `{` + key + `,"Expected":{"n":{"Exists":false,"Value":{"N":"1"}}}}`, "ValidationException: One or more parameter values were invalid: Value cannot be used when Exists is false for Attribute: n"},
		{"DeleteItem", `{` + key + `,"Expected":{"n":{"Exists":true}}}`, "ValidationException: One or more parameter values were invalid: Value must be provided when Exists is true for Attribute: n"},
		{"DeleteItem", `{` + key + `,"Expected":{"n":{"ComparisonOperator":"BETWEEN","AttributeValueList":[{"N":"1"}]}}}`, "ValidationException: One or more parameter values were invalid: Invalid number of argument(s) for the BETWEEN ComparisonOperator"},
		{"Scan", `{"TableName":"leases","Segment":0}`, "ValidationException: The TotalSegments parameter is required but was not present in the request when Segment parameter is present"},
		{"Scan", `{"TableName":"leases","Segment":2,"TotalSegments":2}`, "ValidationException: The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 2 is not less than TotalSegments: 2"},
		{"Scan", `{"TableName":"leases","Limit":0}`, "ValidationException: 1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"},
		{"Scan", `{"TableName":"leases","ExclusiveStartKey":{"x":{"S":"a"}}}`, "ValidationException: The provided starting key is invalid: The provided key element does not match the schema"},
		{"Scan", `{"TableName":"leases","ExpressionAttributeValues":{":v":{"S":"a"}}}`, "ValidationException: ExpressionAttributeValues can only be specified when using expressions: FilterExpression is null"},
		{"Query", `{"TableName":"leases","ExpressionAttributeValues":{":v":{"S":"a"}},"KeyConditionExpression":"k = :v AND k = :v"}`, "ValidationException: KeyConditionExpressions must only contain one condition per key"},
		{"Query", `{"TableName":"leases","ExpressionAttributeValues":{":v":{"S":"a"}},"KeyConditionExpression":"k = n AND n = :v"}`, "ValidationException: Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition"},
		{"Query", `{"TableName":"leases","ExpressionAttributeValues":{":v":{"S":"a"}},"KeyConditionExpression":":v = :v"}`, "ValidationException: Invalid condition in KeyConditionExpression: No key attribute specified"},
		{"Query", `{"TableName":"leases","ExpressionAttributeValues":{":v":{"S":"a"}},"KeyConditionExpression":"begins_with(:v, k)"}`, "ValidationException: Invalid condition in KeyConditionExpression: begins_with operator must have the key attribute as its first operand"},
		{"Query", `{"TableName":"leases","ExpressionAttributeValues":{":v":{"S":"a"}},"KeyConditionExpression":"size(k) = :v"}`, "ValidationException: KeyConditionExpressions cannot contain nested operations"},
		{"Query", `{"TableName":"leases","ExpressionAttributeValues":{":v":{"S":"a"}},"KeyConditionExpression":"k.x = :v"}`, "ValidationException: Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: k"},
		{"Query", `{"TableName":"leases","ExpressionAttributeValues":{":v":{"S":"a"}},"KeyConditionExpression":"n.x = :v"}`, "ValidationException: KeyConditionExpressions cannot have conditions on nested attributes"},
		{"Query", `{"TableName":"leases","Select":"COUNT","ProjectionExpression":"n","ExpressionAttributeValues":{":v":{"S":"a"}},"KeyConditionExpression":"k = :v"}`, "ValidationException: 1 validation error detected: Cannot specify the ProjectionExpression when choosing to get only the Count"},
		{"Scan", `{"TableName":"leases","Select":"COUNT","ProjectionExpression":"n"}`, "ValidationException: Cannot specify the ProjectionExpression when choosing to get only the Count"},
		{"BatchWriteItem", `{"RequestItems":{}}`, "ValidationException: 1 validation error detected: Value '{}' at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{"BatchWriteItem", `{"RequestItems":{"leases":[{}]}}`, "ValidationException: Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"},
		{"TransactWriteItems", `{"TransactItems":[{"Update":{` + key + `}}]}`, "ValidationException: 1 validation error detected: Value null at 'transactItems.1.member.update.updateExpression' failed to satisfy constraint: Member must not be null"},
		{"Query", `{"TableName":"leases"}`, "ValidationException: Either the KeyConditions or KeyConditionExpression parameter must be specified in the request."},
		{"Query", `{"TableName":"leases","KeyConditionExpression":"k = :v","ExpressionAttributeValues":{":v":{"N":"1"}}}`, "ValidationException: One or more parameter values were invalid: Condition parameter type does not match schema type"},
		{"CreateTable", `{"TableName":"x-x","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"b","AttributeType":"S"}],"KeySchema":[{"AttributeName":"a","KeyType":"HASH"}]}`, "ValidationException: One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [a], AttributeDefinitions: [b]"},
		{"CreateTable", `{"TableName":"x-x","AttributeDefinitions":[{"AttributeName":"a","AttributeType":"S"}],"KeySchema":[{"AttributeName":"a","KeyType":"HASH"}]}`, "ValidationException: One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"},
		{"CreateTable", `{"TableName":"x-x","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"a","AttributeType":"S"},{"AttributeName":"b","AttributeType":"S"}],"KeySchema":[{"AttributeName":"a","KeyType":"HASH"}]}`, "ValidationException: One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions"},
		{"DeleteTable", `{"TableName":"gone"}`, "ResourceNotFoundException: Requested resource not found: Table: gone not found"},
	} {
		answer, err := s.ask(c.operation, c.document)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s %.200s:\n got %v %s\nwant %s", c.operation, c.document, err, answer, c.want)
		}
	}
	if item := s.item(t, "leases", "a"); string(item.AppendJSON(nil)) != `{"k":{"S":"a"},"n":{"N":"1"},"s":{"S":"x"}}` {
		t.Errorf("a refused request changed the item: %v", item)
	}
}
