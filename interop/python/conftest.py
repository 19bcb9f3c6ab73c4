"""What the tests share: clients configured by the environment alone, and streams that go again."""

import itertools
import json
import os
import subprocess

import boto3
import pytest

names = (f"orders-{n}" for n in itertools.count())


@pytest.fixture(scope="session")
def kinesis():
    return boto3.client("kinesis")


@pytest.fixture
def stream(kinesis):
    """A stream of two shards, by name."""
    name = next(names)
    kinesis.create_stream(StreamName=name, ShardCount=2)
    yield name
    kinesis.delete_stream(StreamName=name, EnforceConsumerDeletion=True)


@pytest.fixture(scope="session")
def refusing():
    """A client of an emulator in which each stream "refused-by-NAME" answers with that exception."""
    server = subprocess.Popen([os.environ["FAULTY"]], stdout=subprocess.PIPE, text=True)
    try:
        endpoint = json.loads(server.stdout.readline())["endpoint"]
        yield boto3.client(
            "kinesis",
            endpoint_url=endpoint,
            config=boto3.session.Config(retries={"total_max_attempts": 1}),
        )
    finally:
        server.terminate()
        server.wait(10)


def aws(*arguments):
    """The AWS CLI, as a person types it; its answer in JSON, None if it says nothing."""
    done = subprocess.run(["aws", *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if done.stdout.strip() else None
