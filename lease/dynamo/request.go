package dynamo

// The requests that make a change. Each asks for the row: as it is afterwards, or as it is if the
// condition fails.

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/shardkeeper/shardkeeper/lease"
)

// optional is nil for an expression that says nothing.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return aws.String(text)
}

func updateOf(table string, c lease.Change) *dynamodb.UpdateItemInput {
	e := express(c)
	return &dynamodb.UpdateItemInput{
		TableName:                           aws.String(table),
		Key:                                 keyOf(c.Was.Key),
		UpdateExpression:                    optional(e.update),
		ConditionExpression:                 aws.String(e.condition),
		ExpressionAttributeNames:            e.names,
		ExpressionAttributeValues:           e.values,
		ReturnValues:                        types.ReturnValueAllNew,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}
}

func putOf(table string, c lease.Change) *dynamodb.PutItemInput {
	return &dynamodb.PutItemInput{
		TableName:                           aws.String(table),
		Item:                                encode(c.Next),
		ConditionExpression:                 aws.String(noRow),
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}
}

func deleteOf(table string, c lease.Change) *dynamodb.DeleteItemInput {
	e := express(c)
	return &dynamodb.DeleteItemInput{
		TableName:                           aws.String(table),
		Key:                                 keyOf(c.Was.Key),
		ConditionExpression:                 aws.String(e.condition),
		ExpressionAttributeNames:            e.names,
		ExpressionAttributeValues:           e.values,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}
}

// transactionOf is an End with the rows of the children that shall be created with it. The parent
// comes first: if its condition fails, nothing else matters.
func transactionOf(table string, c lease.Change, children []lease.Lease) *dynamodb.TransactWriteItemsInput {
	e := express(c)
	items := []types.TransactWriteItem{{Update: &types.Update{
		TableName:                           aws.String(table),
		Key:                                 keyOf(c.Was.Key),
		UpdateExpression:                    optional(e.update),
		ConditionExpression:                 aws.String(e.condition),
		ExpressionAttributeNames:            e.names,
		ExpressionAttributeValues:           e.values,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}}}
	for _, child := range children {
		items = append(items, types.TransactWriteItem{Put: &types.Put{
			TableName:           aws.String(table),
			Item:                encode(child),
			ConditionExpression: aws.String(noRow),
		}})
	}
	return &dynamodb.TransactWriteItemsInput{TransactItems: items}
}

// announceOf adds one to a row's news, and makes no row.
func announceOf(table string, key lease.Key) *dynamodb.UpdateItemInput {
	return &dynamodb.UpdateItemInput{
		TableName:                 aws.String(table),
		Key:                       keyOf(key),
		UpdateExpression:          aws.String("ADD " + news + " :one"),
		ConditionExpression:       aws.String("attribute_exists(" + leaseKey + ")"),
		ExpressionAttributeValues: item{":one": &types.AttributeValueMemberN{Value: "1"}},
	}
}
