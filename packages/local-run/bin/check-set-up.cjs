// Needs no library, and old versions of Node.js can run it: it explains why the rest cannot run.
'use strict';

const manifest = require('../package.json');

/** A sentence about an old Node.js or libraries that are not installed, or undefined. */
exports.findProblem = function findProblem(version) {
  const oldest = manifest.engines.node.replace('>=', '');
  if (isOlder(version, oldest)) return `Node.js ${version} is too old: this needs ${oldest} or newer.`;
  const libraries = Object.keys(manifest.dependencies);
  const missing = libraries.filter((name) => !isInstalled(name));
  if (missing.length === 0) return undefined;
  if (missing.length === libraries.length) return 'node_modules is missing. Run npm ci first.';
  return `node_modules has no ${missing.join(', ')}. Run npm ci first.`;
};

function isOlder(version, other) {
  const parts = version.split('.').map(Number);
  const others = other.split('.').map(Number);
  const different = others.findIndex((part, index) => parts[index] !== part);
  return different >= 0 && parts[different] < others[different];
}

// A file of the package and not its entry point: some packages have only entry points for ES modules.
function isInstalled(name) {
  const paths = require.resolve.paths(name) || [];
  return paths.some((folder) => require('node:fs').existsSync(`${folder}/${name}/package.json`));
}

if (require.main === module) {
  const problem = exports.findProblem(process.versions.node);
  if (problem) console.error(problem);
  process.exitCode = problem ? 1 : 0;
}
