"""Kinesis for pytest: one emulator per test session, no Docker.

Copy this file next to your tests and name it in conftest.py:

    pytest_plugins = ["shardkeeper_pytest"]

    def test_orders(kinesis, kinesis_stream):
        kinesis.put_record(StreamName=kinesis_stream, PartitionKey="k", Data=b"1")

Fixtures
    shardkeeper           the emulator of the session: .endpoint, .region, .account
    shardkeeper_client    a function: shardkeeper_client("dynamodb") is a boto3 client of it
    shardkeeper_env       for one test, the environment points at it, for code that makes its own clients
    kinesis               a boto3 client for Kinesis
    kinesis_stream        the name of a new stream of one shard, ACTIVE, deleted after the test

The program is the one that SHARDKEEPER_BIN names, or shardkeeper in PATH, or it is run with go, in the
version that SHARDKEEPER_VERSION names (@v1.2.3; empty: that of the go.mod around). Where
SHARDKEEPER_ENDPOINT is set, as under "shardkeeper emulator -- pytest", that emulator is used. Flags
for the program go into pytest's configuration: shardkeeper_flags = --limits strict
"""

import json
import os
import shlex
import shutil
import subprocess
import time
import uuid
from dataclasses import dataclass

import pytest

PACKAGE = "github.com/shardkeeper/shardkeeper/cmd/shardkeeper"
STOP_SECONDS = 10


@dataclass(frozen=True)
class Emulator:
    """Where the emulator is."""

    endpoint: str
    region: str
    account: str

    def environment(self):
        """The variables that have any AWS client find it."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_ACCESS_KEY_ID": self.account,
            "AWS_SECRET_ACCESS_KEY": "shardkeeper",
            "AWS_EC2_METADATA_DISABLED": "true",
            "SHARDKEEPER_ENDPOINT": self.endpoint,
        }

    def client(self, service, **options):
        """A boto3 client that finds it whatever the environment says."""
        import boto3  # not needed by tests that only want the endpoint
        from botocore.config import Config

        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=self.region,
            aws_access_key_id=self.account,
            aws_secret_access_key="shardkeeper",
            # A proxy of the environment would be asked even for this machine.
            config=Config(proxies={"http": None, "https": None}).merge(options.pop("config", Config())),
            **options,
        )


def pytest_addoption(parser):
    parser.addini("shardkeeper_flags", "flags for shardkeeper emulator", default="")


def command():
    """How to run the program."""
    named = os.environ.get("SHARDKEEPER_BIN")
    if named:
        return [named]
    found = shutil.which("shardkeeper")
    if found:
        return [found]
    if shutil.which("go"):
        return ["go", "run", PACKAGE + os.environ.get("SHARDKEEPER_VERSION", "@latest")]
    pytest.fail("there is no shardkeeper: set SHARDKEEPER_BIN, or put it into PATH, or install Go", pytrace=False)


@pytest.fixture(scope="session")
def shardkeeper(pytestconfig):
    outer = os.environ.get("SHARDKEEPER_ENDPOINT")
    if outer:
        yield Emulator(outer, os.environ.get("AWS_REGION", "us-east-1"), os.environ.get("AWS_ACCESS_KEY_ID", "000000000000"))
        return
    flags = shlex.split(pytestconfig.getini("shardkeeper_flags"))
    # It stops at the end of its standard input, so it ends with this process however that ends.
    process = subprocess.Popen(
        command() + ["emulator", "--addr", "127.0.0.1:0", "--until-eof", "--quiet"] + flags,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    line = process.stdout.readline()  # comes when it is ready; empty if it has ended
    if not line:
        pytest.fail("shardkeeper ended with status %d; it says why on standard error" % process.wait(), pytrace=False)
    ready = json.loads(line)
    yield Emulator(ready["endpoint"], ready["region"], ready["account"])
    process.stdin.close()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    process.stdout.close()


@pytest.fixture
def shardkeeper_client(shardkeeper):
    return shardkeeper.client


@pytest.fixture
def shardkeeper_env(shardkeeper, monkeypatch):
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_KINESIS", "AWS_ENDPOINT_URL_DYNAMODB"):
        monkeypatch.delenv(name, raising=False)
    for name, value in shardkeeper.environment().items():
        monkeypatch.setenv(name, value)
    return shardkeeper


@pytest.fixture
def kinesis(shardkeeper):
    return shardkeeper.client("kinesis")


def status(kinesis, stream):
    return kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]["StreamStatus"]


@pytest.fixture
def kinesis_stream(kinesis):
    name = "test-" + uuid.uuid4().hex[:12]
    kinesis.create_stream(StreamName=name, ShardCount=1)
    while status(kinesis, name) == "CREATING":  # as long as --creating says; boto3's waiter sleeps for ten seconds
        time.sleep(0.05)
    yield name
    try:
        kinesis.delete_stream(StreamName=name, EnforceConsumerDeletion=True)
    except kinesis.exceptions.ResourceNotFoundException:
        pass  # the test deleted it
