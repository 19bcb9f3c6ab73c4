"""Every error class of boto3's Kinesis client, once: by the request that causes it where a client
can cause it at will, by name where time or an administrator would."""

import pytest
from botocore.exceptions import ClientError

CAUSED = {
    "ResourceNotFoundException": lambda k, s: k.describe_stream(StreamName="gone"),
    "ResourceInUseException": lambda k, s: k.create_stream(StreamName=s, ShardCount=1),
    "InvalidArgumentException": lambda k, s: k.get_records(ShardIterator="damaged"),
    "ValidationException": lambda k, s: k.update_shard_count(StreamName=s, TargetShardCount=2, ScalingType="OTHER"),
    "LimitExceededException": lambda k, s: k.update_shard_count(StreamName=s, TargetShardCount=10_001, ScalingType="UNIFORM_SCALING"),
    "DryRunOperationException": lambda k, s: k.put_record(StreamName=s, Data=b"x", PartitionKey="k", DryRun=True),
}


@pytest.mark.parametrize("name", sorted(CAUSED))
def test_a_request_that_causes(kinesis, stream, name):
    with pytest.raises(getattr(kinesis.exceptions, name)) as caught:
        CAUSED[name](kinesis, stream)
    assert caught.value.response["Error"]["Message"]
    assert caught.value.response["ResponseMetadata"]["RequestId"]


def test_too_much_at_once_is_throttled_record_by_record(kinesis, stream):
    records = [{"Data": bytes(100_000), "PartitionKey": "k"}] * 40
    out = kinesis.put_records(StreamName=stream, Records=records)
    codes = {record.get("ErrorCode") for record in out["Records"]}
    assert out["FailedRecordCount"] > 0 and codes == {None, "ProvisionedThroughputExceededException"}


def test_every_class_once(refusing):
    names = [n for n in dir(refusing.exceptions) if n.endswith("Exception") or n.startswith("KMS")]
    assert len(names) >= 17
    for name in names:
        with pytest.raises(getattr(refusing.exceptions, name)) as caught:
            refusing.describe_stream(StreamName="refused-by-" + name)
        want = 500 if name == "InternalFailureException" else 400
        assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == want
    with pytest.raises(ClientError, match="Unknown"):
        refusing.describe_stream(StreamName="refused-by-Unknown")
