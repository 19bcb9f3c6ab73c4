"""The hands-on lab of a Kinesis tutorial, start to end, with the AWS CLI and boto3."""

import datetime
import json

import pytest
from conftest import aws

NAME = "device-events"
DEVICES = 5
EVENTS = 20


def test_the_whole_lab(kinesis):
    identity = aws("sts", "get-caller-identity")
    assert identity["Account"] == "000000000000"
    assert identity["Account"] in identity["Arn"]

    aws("kinesis", "create-stream", "--stream-name", NAME, "--stream-mode-details", "StreamMode=ON_DEMAND")
    aws("kinesis", "wait", "stream-exists", "--stream-name", NAME)
    summary = aws(
        "kinesis", "describe-stream-summary", "--stream-name", NAME, "--query",
        "StreamDescriptionSummary.{Name:StreamName,Status:StreamStatus,Mode:StreamModeDetails.StreamMode,Shards:OpenShardCount}",
    )
    assert summary == {"Name": NAME, "Status": "ACTIVE", "Mode": "ON_DEMAND", "Shards": 4}

    produced = produce(kinesis)
    consumed, at_the_tip = consume(kinesis)
    assert sorted(e["event"] for e in consumed) == list(range(EVENTS))
    for device in range(DEVICES):
        key = f"device-{device}"
        assert [e["event"] for e in consumed if e["device"] == key] == [e for e, d in produced if d == key], key
    assert at_the_tip

    assert total("IncomingRecords") == EVENTS
    assert total("GetRecords.Records") == EVENTS
    assert statistics("GetRecords.IteratorAgeMilliseconds", "Maximum")
    metrics = aws("cloudwatch", "list-metrics", "--namespace", "AWS/Kinesis",
                  "--dimensions", f"Name=StreamName,Value={NAME}")["Metrics"]
    assert "IncomingBytes" in [m["MetricName"] for m in metrics]

    aws("kinesis", "delete-stream", "--stream-name", NAME)
    aws("kinesis", "wait", "stream-not-exists", "--stream-name", NAME)
    assert NAME not in aws("kinesis", "list-streams")["StreamNames"]


def produce(kinesis):
    produced = []
    for event in range(EVENTS):
        device = f"device-{event % DEVICES}"
        out = kinesis.put_record(
            StreamName=NAME,
            Data=json.dumps({"event": event, "device": device, "temperature": 20 + event / 10}).encode(),
            PartitionKey=device,
        )
        assert out["ShardId"].startswith("shardId-") and out["SequenceNumber"].isdigit()
        produced.append((event, device))
    return produced


def consume(kinesis):
    events, at_the_tip = [], True
    for shard in kinesis.list_shards(StreamName=NAME)["Shards"]:
        iterator = kinesis.get_shard_iterator(
            StreamName=NAME, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        out = kinesis.get_records(ShardIterator=iterator, Limit=100)
        for record in out["Records"]:
            events.append(json.loads(record["Data"]))
            age = datetime.datetime.now(datetime.timezone.utc) - record["ApproximateArrivalTimestamp"]
            assert datetime.timedelta(seconds=-5) < age < datetime.timedelta(minutes=5)
        at_the_tip = at_the_tip and out["MillisBehindLatest"] == 0
    return events, at_the_tip


def statistics(metric, statistic):
    now = datetime.datetime.now(datetime.timezone.utc)
    return aws(
        "cloudwatch", "get-metric-statistics", "--namespace", "AWS/Kinesis", "--metric-name", metric,
        "--dimensions", f"Name=StreamName,Value={NAME}", "--period", "60", "--statistics", statistic,
        "--start-time", (now - datetime.timedelta(minutes=10)).isoformat(),
        "--end-time", (now + datetime.timedelta(minutes=2)).isoformat(),
    )["Datapoints"]


def total(metric):
    return sum(point["Sum"] for point in statistics(metric, "Sum"))


@pytest.mark.parametrize("region,key", [("eu-central-1", "anything"), ("ap-southeast-2", "123456789012")])
def test_any_key_and_any_region_will_do(monkeypatch, region, key):
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    monkeypatch.setenv("AWS_REGION", region)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key)
    aws("kinesis", "create-stream", "--stream-name", "here", "--shard-count", "1")
    arn = aws("kinesis", "describe-stream-summary", "--stream-name", "here")["StreamDescriptionSummary"]["StreamARN"]
    account = key if key.isdigit() else "000000000000"
    assert arn == f"arn:aws:kinesis:{region}:{account}:stream/here"
    assert aws("sts", "get-caller-identity")["Account"] == account
    aws("kinesis", "put-record", "--stream-name", "here", "--partition-key", "k", "--data", "aGVsbG8=")
    aws("kinesis", "delete-stream", "--stream-arn", arn)
