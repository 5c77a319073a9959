/**
 * The section at #users.
 *
 * @param {import('../sections.js').SectionContext} _context
 * @returns {import('../sections.js').Section}
 */
export function connectUsers(_context) {
  return {};
}
