/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  // Much of the time a test waits for a process or a socket: a worker for each core is not too many.
  maxWorkers: '100%',
  transform: { '\\.ts$': 'ts-jest' },
};
