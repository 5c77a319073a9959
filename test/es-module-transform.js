const { transformSync } = require('esbuild');

/** For packages that exist as ES modules only, which jest can load by itself from Node 24.9 on and not before. */
module.exports = {
  process: (source, filename) => ({
    code: transformSync(source, { format: 'cjs', target: 'es2023', sourcefile: filename }).code,
  }),
};
