/**
 * The section at #mailbox.
 *
 * @param {import('../sections.js').SectionContext} _context
 * @returns {import('../sections.js').Section}
 */
export function connectMailbox(_context) {
  return {};
}
