// The SDK's advice on Node versions is about the deployed functions, and would stand in every test's output.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  transform: {
    '\\.ts$': 'ts-jest',
    '/node_modules/(openid-client|oauth4webapi|jose)/.+\\.js$': '<rootDir>/test/es-module.js',
  },
  transformIgnorePatterns: ['/node_modules/(?!(openid-client|oauth4webapi|jose)/)'],
  // Much of the time a test waits for a process or a socket: a worker for each core is not too many.
  maxWorkers: '100%',
  // Milliseconds. Some tests start processes, and a busy machine is slow without anything being broken.
  testTimeout: 60_000,
};
