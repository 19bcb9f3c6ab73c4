// The global setup, as a user has it.
module.exports = {
  globalSetup: './shardkeeper_jest.js',
  globalTeardown: './shardkeeper_jest.js',
  testTimeout: 30_000,
};
