const { default: Sequencer } = require('@jest/test-sequencer');

/** Parts of the paths of the suites that take longest, the longest first: some take minutes, most others a second. */
const longest = ['test/guides/', 'all.test.ts', 'test/deploy/', 'test/synthesized-app', 'test/e2e/'];

function rank({ path }) {
  const index = longest.findIndex((part) => path.includes(part));
  return index < 0 ? longest.length : index;
}

/**
 * Starts the suites that take longest first, so that no processor waits at the end for the other one. jest does that itself where
 * it has run before. In a fresh clone, it takes the largest file for the longest suite, which would put every all.test.ts last.
 */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return sorted.every(({ duration }) => duration !== undefined) ? sorted : sorted.sort((a, b) => rank(a) - rank(b));
  }
};
