"""boto3: queues, which share the records of a stream among many receivers."""

import time

import pytest

NAME = "queued"


@pytest.fixture
def shared(kinesis):
    """The ARN of an on-demand stream."""
    kinesis.create_stream(StreamName=NAME, StreamModeDetails={"StreamMode": "ON_DEMAND"})
    yield kinesis.describe_stream_summary(StreamName=NAME)["StreamDescriptionSummary"]["StreamARN"]
    kinesis.delete_stream(StreamName=NAME)


def create(kinesis, stream, name, **attributes):
    made = kinesis.create_queue(
        QueueName=name,
        StreamConfigurationList=[{"StreamARN": stream, "StartingPosition": {"Type": "TRIM_HORIZON"}}],
        QueueAttributes=attributes,
    )
    return made["QueueDescription"]["QueueARN"]


def handles(records):
    return [{"ReceiptHandle": record["ReceiptHandle"]} for record in records]


def test_each_record_goes_to_one_receiver(kinesis, shared):
    queue = create(kinesis, shared, "work", VisibilityTimeoutSeconds=60)
    kinesis.put_records(StreamName=NAME, Records=[{"Data": b"%d" % n, "PartitionKey": str(n)} for n in range(25)])
    seen = []
    while records := kinesis.receive_queue_records(QueueARN=queue, WaitTimeSeconds=1)["QueueRecords"]:
        assert len(records) <= 10
        seen += [record["Data"] for record in records]
        out = kinesis.acknowledge_queue_records(QueueARN=queue, Entries=handles(records))
        assert len(out["Successful"]) == len(records) and out["Failed"] == []
    assert sorted(seen) == sorted(b"%d" % n for n in range(25))
    damaged = kinesis.acknowledge_queue_records(QueueARN=queue, Entries=[{"ReceiptHandle": "damaged"}])
    assert damaged["Failed"][0]["ErrorCode"] == "InvalidArgumentException"
    with pytest.raises(kinesis.exceptions.ResourceInUseException):
        kinesis.delete_stream(StreamName=NAME, EnforceConsumerDeletion=True)
    kinesis.delete_queue(QueueARN=queue)


def test_a_dead_letter_is_restored(kinesis, shared):
    letters = {"TargetType": "BUILT_IN", "MaxReceiveCount": 1}
    queue = create(kinesis, shared, "letters", DeadLetterConfiguration=letters)
    shown = kinesis.describe_queue(QueueARN=queue)["QueueDescription"]
    assert shown["QueueAttributes"] == {"VisibilityTimeoutSeconds": 30, "DeadLetterConfiguration": letters}
    kinesis.put_record(StreamName=NAME, Data=b"a", PartitionKey="k")
    first = kinesis.receive_queue_records(QueueARN=queue)["QueueRecords"]
    assert first[0]["PartitionKey"] == "k" and first[0]["ReceiveCount"] == 1
    kinesis.update_queue_records_visibility(
        QueueARN=queue, Entries=[{**handle, "VisibilityTimeoutSeconds": 0} for handle in handles(first)]
    )
    letter = kinesis.receive_dead_letter_queue_records(QueueARN=queue)["QueueRecords"]
    assert letter[0]["RecordId"] == first[0]["RecordId"] and letter[0]["Data"] == b"a"
    kinesis.update_dead_letter_queue_records_visibility(
        QueueARN=queue, Entries=[{**handle, "VisibilityTimeoutSeconds": 600} for handle in handles(letter)]
    )
    assert kinesis.restore_dead_letter_queue_records(QueueARN=queue, Entries=handles(letter))["Successful"]
    kinesis.update_queue(QueueARN=queue, QueueAttributes={"DeadLetterConfiguration": {"TargetType": "NONE"}})
    restored = kinesis.receive_queue_records(QueueARN=queue)["QueueRecords"]
    assert restored[0]["ReceiveCount"] == 1
    late = kinesis.acknowledge_dead_letter_queue_records(QueueARN=queue, Entries=handles(restored))
    assert [failed["ErrorCode"] for failed in late["Failed"]] == ["InvalidArgumentException"]
    kinesis.delete_queue(QueueARN=queue)


def test_an_empty_queue_is_waited_for(kinesis, shared):
    queue = create(kinesis, shared, "empty")
    began = time.monotonic()
    assert kinesis.receive_queue_records(QueueARN=queue, WaitTimeSeconds=1)["QueueRecords"] == []
    assert time.monotonic() - began >= 0.9
    kinesis.delete_queue(QueueARN=queue)


def test_queues_have_a_paginator(kinesis, shared):
    made = [create(kinesis, shared, name) for name in ("one", "two", "three")]
    pages = list(kinesis.get_paginator("list_queues").paginate(
        StreamFilter=[{"StreamARN": shared}], PaginationConfig={"PageSize": 2}
    ))
    assert [len(page["QueueSummaries"]) for page in pages] == [2, 1]
    assert sorted(q["QueueARN"] for page in pages for q in page["QueueSummaries"]) == sorted(made)
    for queue in made:
        kinesis.delete_queue(QueueARN=queue)
