const { readdirSync } = require('node:fs');
const { dirname, join } = require('node:path');

// The SDK's advice on Node versions is about the deployed functions, and would be printed by every test file.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const roots = ['test', 'packages/client/test', 'packages/local-run/test'];

/**
 * Folders whose test files share a set-up: without a path on the command line, their file all.test.ts runs them as one
 * suite. jest loads every library anew for each suite, so this saves most of the time: measured, 34 s became 7 s for the
 * embedded Cognito and 40 s became 8 s for the stacks. With a path, each file is a suite of its own.
 */
const combined = roots.flatMap((root) =>
  readdirSync(join(__dirname, root), { recursive: true })
    .filter((file) => /\ball\.test\.ts$/.test(file))
    .map((file) => join('<rootDir>', root, dirname(file))),
);
const hasPath = process.argv.slice(2).some((argument) => !argument.startsWith('-'));

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: roots.map((root) => join('<rootDir>', root)),
  testPathIgnorePatterns: [
    '/node_modules/',
    ...combined.map((folder) => (hasPath ? `${folder}/all\\.test\\.ts$` : `${folder}/(?!all\\.test\\.ts$)`)),
  ],
  transform: {
    '\\.ts$': 'ts-jest',
    '/node_modules/(openid-client|oauth4webapi|jose|oidc-provider)/.+\\.js$': '<rootDir>/test/es-module-transform.js',
  },
  transformIgnorePatterns: ['/node_modules/(?!(openid-client|oauth4webapi|jose|oidc-provider)/)'],
  testSequencer: '<rootDir>/test/longest-first.js',
  // Much of the time a test waits for a process or a socket: a worker for each core is not too many.
  maxWorkers: '100%',
  // Milliseconds. Some tests start processes, and a busy machine is slow without anything being broken.
  testTimeout: 60_000,
};
