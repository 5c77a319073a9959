/**
 * The section at #tables.
 *
 * @param {import('../sections.js').SectionContext} _context
 * @returns {import('../sections.js').Section}
 */
export function connectTables(_context) {
  return {};
}
