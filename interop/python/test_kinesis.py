"""boto3: fan-out, paginators, waiters, tags, resharding."""

import boto3
import pytest


def test_a_subscription_is_pushed_to(kinesis, stream):
    arn = kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]["StreamARN"]
    consumer = kinesis.register_stream_consumer(StreamARN=arn, ConsumerName="pushed")["Consumer"]
    shards = kinesis.list_shards(StreamName=stream)["Shards"]
    kinesis.put_record(StreamName=stream, Data=b"before", PartitionKey="k", ExplicitHashKey="0")
    events = kinesis.subscribe_to_shard(
        ConsumerARN=consumer["ConsumerARN"], ShardId=shards[0]["ShardId"], StartingPosition={"Type": "TRIM_HORIZON"}
    )["EventStream"]
    seen = []
    for event in events:
        body = event["SubscribeToShardEvent"]
        if body.get("ChildShards"):
            break
        new = [record["Data"] for record in body["Records"]]
        seen += new
        if new == [b"before"]:
            kinesis.put_record(StreamName=stream, Data=b"while", PartitionKey="k", ExplicitHashKey="0")
        if new == [b"while"]:
            kinesis.split_shard(
                StreamName=stream,
                ShardToSplit=shards[0]["ShardId"],
                NewStartingHashKey=str(int(shards[0]["HashKeyRange"]["EndingHashKey"]) // 2),
            )
    assert seen == [b"before", b"while"]
    assert [child["ParentShards"] for child in body["ChildShards"]] == [[shards[0]["ShardId"]]] * 2
    assert body.get("ContinuationSequenceNumber") is None
    assert list(events) == []
    kinesis.deregister_stream_consumer(ConsumerARN=consumer["ConsumerARN"])


def test_paginators(kinesis, stream):
    arn = kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]["StreamARN"]
    kinesis.update_shard_count(StreamName=stream, TargetShardCount=4, ScalingType="UNIFORM_SCALING")
    for name in ("one", "two", "three"):
        kinesis.register_stream_consumer(StreamARN=arn, ConsumerName=name)

    def gathered(operation, member, **request):
        pages = list(kinesis.get_paginator(operation).paginate(PaginationConfig={"PageSize": 2}, **request))
        return len(pages), [item for page in pages for item in page[member]]

    shards = [s for page in kinesis.get_paginator("list_shards").paginate(StreamName=stream) for s in page["Shards"]]
    assert len(shards) == len({shard["ShardId"] for shard in shards}) == 6
    # boto3's paginator names the stream beside the token, which the service refuses: no page but the first.
    with pytest.raises(kinesis.exceptions.InvalidArgumentException, match="cannot be provided together"):
        gathered("list_shards", "Shards", StreamName=stream)
    by_hand, request = [], {"StreamName": stream}
    while request:
        page = kinesis.list_shards(MaxResults=2, **request)
        by_hand += page["Shards"]
        request = {"NextToken": page["NextToken"]} if "NextToken" in page else None
    assert by_hand == shards
    pages, consumers = gathered("list_stream_consumers", "Consumers", StreamARN=arn)
    assert pages == 2 and sorted(c["ConsumerName"] for c in consumers) == ["one", "three", "two"]
    pages, streams = gathered("list_streams", "StreamNames")
    assert stream in streams and streams == sorted(streams)
    described = [
        shard["ShardId"]
        for page in kinesis.get_paginator("describe_stream").paginate(StreamName=stream, PaginationConfig={"PageSize": 2})
        for shard in page["StreamDescription"]["Shards"]
    ]
    assert described == [shard["ShardId"] for shard in shards]
    assert gathered("list_channels", "ChannelSummaries")[1] == []


def test_waiters(kinesis):
    kinesis.create_stream(StreamName="waited-for", ShardCount=1)
    kinesis.get_waiter("stream_exists").wait(StreamName="waited-for")
    kinesis.delete_stream(StreamName="waited-for")
    kinesis.get_waiter("stream_not_exists").wait(StreamName="waited-for")


def test_the_waiter_of_channels(kinesis):
    assert sorted(kinesis.waiter_names) == ["channel_active", "stream_exists", "stream_not_exists"]
    kinesis.create_stream(StreamName="archived", StreamModeDetails={"StreamMode": "ON_DEMAND"})
    arn = kinesis.describe_stream_summary(StreamName="archived")["StreamDescriptionSummary"]["StreamARN"]
    channel = kinesis.create_channel(**channel_of(arn))["ChannelDescription"]["ChannelARN"]
    kinesis.get_waiter("channel_active").wait(ChannelARN=channel)
    assert kinesis.describe_channel(ChannelARN=channel)["ChannelDescription"]["ChannelStatus"] == "ACTIVE"
    kinesis.delete_channel(ChannelARN=channel)
    kinesis.delete_stream(StreamName="archived")


def channel_of(arn):
    return {
        "ChannelName": "archive",
        "ServiceExecutionRoleARN": "arn:aws:iam::000000000000:role/archive",
        "StreamConfigurationList": [{"StreamARN": arn, "RecordConfiguration": {"RecordFormatType": "JSON"}}],
        "S3DestinationConfiguration": {
            "StorageConfiguration": {
                "BucketARN": "arn:aws:s3:::archive",
                "ExpectedBucketOwner": "000000000000",
                "CompressionType": "NONE",
            }
        },
    }


def test_a_reshard_keeps_records_and_lineage(kinesis, stream):
    for n in range(50):
        kinesis.put_record(StreamName=stream, Data=str(n).encode(), PartitionKey=str(n))
    kinesis.update_shard_count(StreamName=stream, TargetShardCount=3, ScalingType="UNIFORM_SCALING")
    for n in range(50, 100):
        kinesis.put_record(StreamName=stream, Data=str(n).encode(), PartitionKey=str(n))
    seen = []
    for shard in kinesis.list_shards(StreamName=stream)["Shards"]:
        iterator = kinesis.get_shard_iterator(StreamName=stream, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        out = kinesis.get_records(ShardIterator=iterator)
        seen += [int(record["Data"]) for record in out["Records"]]
        closed = "EndingSequenceNumber" in shard["SequenceNumberRange"]
        assert ("NextShardIterator" in out) == (not closed) and bool(out.get("ChildShards")) == closed
    assert sorted(seen) == list(range(100))


def test_tags(kinesis, stream):
    kinesis.add_tags_to_stream(StreamName=stream, Tags={"team": "billing", "tier": "1"})
    kinesis.remove_tags_from_stream(StreamName=stream, TagKeys=["tier"])
    assert kinesis.list_tags_for_stream(StreamName=stream)["Tags"] == [{"Key": "team", "Value": "billing"}]


@pytest.mark.parametrize("service", ["sqs", "s3", "lambda", "sns"])
def test_a_service_that_is_not_there_says_so(service):
    client = boto3.client(service)
    call = {"sqs": "list_queues", "s3": "list_buckets", "lambda": "list_functions", "sns": "list_topics"}[service]
    with pytest.raises(client.exceptions.ClientError, match="The emulator has no service"):
        getattr(client, call)()
