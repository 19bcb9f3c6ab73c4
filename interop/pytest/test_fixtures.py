"""The fixtures do what their first lines say."""

import boto3
import pytest


def test_a_stream_is_there_for_one_test(kinesis, kinesis_stream):
    put = kinesis.put_record(StreamName=kinesis_stream, PartitionKey="k", Data=b"1")
    iterator = kinesis.get_shard_iterator(
        StreamName=kinesis_stream, ShardId=put["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    assert [r["Data"] for r in kinesis.get_records(ShardIterator=iterator)["Records"]] == [b"1"]


def test_and_gone_after_it(kinesis):
    assert kinesis.list_streams()["StreamNames"] == []


def test_the_test_may_delete_it(kinesis, kinesis_stream):
    kinesis.delete_stream(StreamName=kinesis_stream)


def test_code_that_makes_its_own_clients_finds_it(shardkeeper_env, kinesis_stream):
    assert boto3.client("kinesis").list_streams()["StreamNames"] == [kinesis_stream]


def test_its_neighbours_are_there(shardkeeper_client, shardkeeper):
    assert shardkeeper_client("dynamodb").list_tables()["TableNames"] == []
    assert shardkeeper_client("sts").get_caller_identity()["Account"] == shardkeeper.account


def test_a_refusal_is_the_services(kinesis):
    with pytest.raises(kinesis.exceptions.ResourceNotFoundException):
        kinesis.describe_stream_summary(StreamName="none")
