// The file does what its first lines say.
const { KinesisClient, ListStreamsCommand, PutRecordCommand, CreateStreamCommand } = require('@aws-sdk/client-kinesis');
const { start } = require('./shardkeeper_jest.js');

async function streams(client) {
  return (await client.send(new ListStreamsCommand({}))).StreamNames;
}

test('the global setup points the environment at an emulator', async () => {
  const client = new KinesisClient();
  await client.send(new CreateStreamCommand({ StreamName: 'global', ShardCount: 1 }));
  expect(await streams(client)).toEqual(['global']);
  client.destroy();
});

test('an emulator of its own starts, has its streams and stops', async () => {
  const emulator = await start({ streams: ['orders:2'], flags: ['--region', 'eu-central-1'] });
  const client = new KinesisClient({ ...emulator.client, maxAttempts: 1 });
  expect(await streams(client)).toEqual(['orders']);
  const put = await client.send(new PutRecordCommand({ StreamName: 'orders', PartitionKey: 'k', Data: Buffer.from('1') }));
  expect(put.ShardId).toMatch(/^shardId-/);
  await emulator.stop();
  await expect(streams(client)).rejects.toThrow();
  client.destroy();
});

test('flags that are wrong are an error', async () => {
  await expect(start({ flags: ['--limits', 'none'] })).rejects.toThrow('ended with 2');
});
