/*
 * Kinesis for Jest, or any runner of Node.js: an emulator as a process of its own, no Docker.
 *
 * One for all tests, in jest.config.js:
 *
 *     module.exports = { globalSetup: './shardkeeper_jest.js', globalTeardown: './shardkeeper_jest.js' };
 *
 * Tests then find the environment set: new KinesisClient() is enough. Or one where it is wanted:
 *
 *     const { start } = require('./shardkeeper_jest.js');
 *     let emulator;
 *     beforeAll(async () => { emulator = await start({ streams: ['orders:2'] }); });
 *     afterAll(() => emulator.stop());
 *     // new KinesisClient(emulator.client)
 *
 * The program is the one that SHARDKEEPER_BIN names, or shardkeeper in PATH, or it is run with go, in
 * the version that SHARDKEEPER_VERSION names (@v1.2.3; empty: that of the go.mod around). Where
 * SHARDKEEPER_ENDPOINT is set, as under "shardkeeper emulator -- npx jest", the global setup uses that
 * emulator.
 */
'use strict';

const { spawn } = require('node:child_process');
const { accessSync, constants } = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');

const PACKAGE = 'github.com/shardkeeper/shardkeeper/cmd/shardkeeper';
const STOP_MS = 10_000;

/** inPath finds a program, undefined if it is not there. */
function inPath(name) {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  for (const folder of (process.env.PATH || '').split(path.delimiter)) {
    const file = path.join(folder, name + suffix);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // not in this folder
    }
  }
  return undefined;
}

/** command is how to run the program. */
function command() {
  const binary = process.env.SHARDKEEPER_BIN || inPath('shardkeeper');
  if (binary) return [binary];
  if (inPath('go')) return ['go', 'run', PACKAGE + (process.env.SHARDKEEPER_VERSION ?? '@latest')];
  throw new Error('there is no shardkeeper: set SHARDKEEPER_BIN, or put it into PATH, or install Go');
}

/**
 * start runs an emulator on a free port and resolves when it is ready.
 * @param {{streams?: string[], flags?: string[]}} [options] streams as --stream takes them; more flags
 */
async function start({ streams = [], flags = [] } = {}) {
  const [program, ...args] = command();
  args.push('emulator', '--addr', '127.0.0.1:0', '--until-eof', '--quiet');
  for (const stream of streams) args.push('--stream', stream);
  // It stops at the end of its standard input, so it ends with this process however that ends.
  const child = spawn(program, [...args, ...flags], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', (status, signal) => resolve(signal || status)));
  const ready = JSON.parse(await firstLine(child, ended));
  child.unref(); // a runner that never stops it is not kept alive by it
  child.stdin.unref();
  child.stdout.unref();
  return {
    endpoint: ready.endpoint,
    region: ready.region,
    account: ready.account,
    /** client is what the constructor of any AWS client takes. */
    client: {
      endpoint: ready.endpoint,
      region: ready.region,
      credentials: { accessKeyId: ready.account, secretAccessKey: 'shardkeeper' },
    },
    /** stop ends it, and resolves when it has ended. */
    async stop() {
      child.ref();
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** firstLine is the line that the program prints when it is ready. */
function firstLine(child, ended) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    ended.then((how) => reject(new Error(`shardkeeper ended with ${how}; it says why on standard error`)));
    readline.createInterface({ input: child.stdout }).once('line', resolve);
  });
}

/** environment is the variables that have any AWS client find an emulator. */
function environment(emulator) {
  return {
    AWS_ENDPOINT_URL: emulator.endpoint,
    AWS_REGION: emulator.region,
    AWS_DEFAULT_REGION: emulator.region,
    AWS_ACCESS_KEY_ID: emulator.account,
    AWS_SECRET_ACCESS_KEY: 'shardkeeper',
    AWS_EC2_METADATA_DISABLED: 'true',
    SHARDKEEPER_ENDPOINT: emulator.endpoint,
  };
}

/** Jest calls this once before and once after all tests: the first starts, the second stops. */
async function setupAndTeardown() {
  if (globalThis.__SHARDKEEPER__) {
    await globalThis.__SHARDKEEPER__.stop();
    delete globalThis.__SHARDKEEPER__;
    return;
  }
  if (process.env.SHARDKEEPER_ENDPOINT) return; // an emulator runs around Jest
  globalThis.__SHARDKEEPER__ = await start();
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL_KINESIS']) delete process.env[name];
  Object.assign(process.env, environment(globalThis.__SHARDKEEPER__));
}

module.exports = setupAndTeardown;
module.exports.start = start;
module.exports.environment = environment;
