/**
 * The section at #controls.
 *
 * @param {import('../sections.js').SectionContext} _context
 * @returns {import('../sections.js').Section}
 */
export function connectControls(_context) {
  return {};
}
