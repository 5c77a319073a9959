/**
 * The section at #requests.
 *
 * @param {import('../sections.js').SectionContext} _context
 * @returns {import('../sections.js').Section}
 */
export function connectRequests(_context) {
  return {};
}
