// The AWS SDK for JavaScript v3, as it comes: its Kinesis client speaks HTTP/2 with prior knowledge
// to an http:// endpoint, for every operation.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CloudWatchClient, GetMetricStatisticsCommand, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import {
  CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import {
  CreateStreamCommand, DeleteStreamCommand, DescribeStreamCommand, GetRecordsCommand, GetShardIteratorCommand,
  KinesisClient, ListShardsCommand, MergeShardsCommand, PutRecordCommand, PutRecordsCommand,
  RegisterStreamConsumerCommand, ResourceNotFoundException, SubscribeToShardCommand, waitUntilStreamExists,
} from "@aws-sdk/client-kinesis";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const kinesis = new KinesisClient({});
const StreamName = "orders";
let StreamARN;

before(async () => {
  await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 2 }));
  const waited = await waitUntilStreamExists({ client: kinesis, maxWaitTime: 20 }, { StreamName });
  assert.equal(waited.state, "SUCCESS");
  StreamARN = (await kinesis.send(new DescribeStreamCommand({ StreamName }))).StreamDescription.StreamARN;
});

after(async () => {
  await kinesis.send(new DeleteStreamCommand({ StreamName, EnforceConsumerDeletion: true }));
  kinesis.destroy();
});

test("records go through", async () => {
  const Records = Array.from({ length: 100 }, (_, n) => ({ Data: Buffer.from(String(n)), PartitionKey: `k${n % 7}` }));
  const put = await kinesis.send(new PutRecordsCommand({ StreamName, Records }));
  assert.equal(put.FailedRecordCount, 0);
  const seen = [];
  for (const { ShardId } of (await kinesis.send(new ListShardsCommand({ StreamName }))).Shards) {
    const { ShardIterator } = await kinesis.send(new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" }));
    const out = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
    assert.equal(out.MillisBehindLatest, 0);
    for (const record of out.Records) {
      seen.push(Number(Buffer.from(record.Data).toString()));
      assert.ok(Math.abs(Date.now() - record.ApproximateArrivalTimestamp) < 60_000);
    }
  }
  assert.deepEqual(seen.sort((a, b) => a - b), Array.from({ length: 100 }, (_, n) => n));
});

test("a hundred calls at once share one connection", async () => {
  const out = await Promise.all(Array.from({ length: 100 }, () => kinesis.send(new DescribeStreamCommand({ StreamName }))));
  assert.equal(new Set(out.map((o) => o.StreamDescription.StreamARN)).size, 1);
});

test("a subscription is pushed to, and follows a merge to its child", async () => {
  const { Consumer } = await kinesis.send(new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: "pushed" }));
  const [first, second] = (await kinesis.send(new ListShardsCommand({ StreamName }))).Shards;
  const { EventStream } = await kinesis.send(new SubscribeToShardCommand({
    ConsumerARN: Consumer.ConsumerARN, ShardId: first.ShardId, StartingPosition: { Type: "LATEST" },
  }));
  const put = (text) => kinesis.send(new PutRecordCommand({
    StreamName, Data: Buffer.from(text), PartitionKey: "k", ExplicitHashKey: first.HashKeyRange.StartingHashKey,
  }));
  await put("one");
  const seen = [];
  let last;
  for await (const { SubscribeToShardEvent: event } of EventStream) {
    for (const record of event.Records) {
      seen.push(Buffer.from(record.Data).toString());
      if (seen.length === 1) await put("two");
      if (seen.length === 2) {
        await kinesis.send(new MergeShardsCommand({ StreamName, ShardToMerge: first.ShardId, AdjacentShardToMerge: second.ShardId }));
      }
    }
    last = event;
  }
  assert.deepEqual(seen, ["one", "two"]);
  assert.equal(last.ContinuationSequenceNumber ?? null, null);
  assert.deepEqual(last.ChildShards.map((child) => child.ParentShards), [[first.ShardId, second.ShardId]]);
});

test("a subscription that is left does no harm", async () => {
  const { Consumer } = await kinesis.send(new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: "leaver" }));
  const leaver = new KinesisClient({});
  const { ShardId } = (await kinesis.send(new ListShardsCommand({ StreamName, ShardFilter: { Type: "AT_LATEST" } }))).Shards[0];
  await leaver.send(new SubscribeToShardCommand({ ConsumerARN: Consumer.ConsumerARN, ShardId, StartingPosition: { Type: "LATEST" } }));
  leaver.destroy();
  await kinesis.send(new DescribeStreamCommand({ StreamName }));
});

test("refusals have their class", async () => {
  await assert.rejects(kinesis.send(new DescribeStreamCommand({ StreamName: "gone" })), (err) => {
    assert.ok(err instanceof ResourceNotFoundException);
    assert.equal(err.$metadata.httpStatusCode, 400);
    return true;
  });
});

test("STS, CloudWatch and DynamoDB are at the same address", async () => {
  assert.equal((await new STSClient({}).send(new GetCallerIdentityCommand({}))).Account, "000000000000");

  const watch = new CloudWatchClient({});
  const now = new Date();
  await watch.send(new PutMetricDataCommand({ Namespace: "app", MetricData: [{ MetricName: "done", Value: 3, Timestamp: now }] }));
  const { Datapoints } = await watch.send(new GetMetricStatisticsCommand({
    Namespace: "app", MetricName: "done", Statistics: ["Sum"], Period: 60,
    StartTime: new Date(now - 600_000), EndTime: new Date(+now + 120_000),
  }));
  assert.deepEqual(Datapoints.map((point) => point.Sum), [3]);

  const table = new DynamoDBClient({});
  await table.send(new CreateTableCommand({
    TableName: "leases", BillingMode: "PAY_PER_REQUEST",
    KeySchema: [{ AttributeName: "k", KeyType: "HASH" }], AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }],
  }));
  await table.send(new PutItemCommand({ TableName: "leases", Item: { k: { S: "a" }, n: { N: "1" } } }));
  const { Item } = await table.send(new GetItemCommand({ TableName: "leases", Key: { k: { S: "a" } } }));
  assert.deepEqual(Item.n, { N: "1" });
});
