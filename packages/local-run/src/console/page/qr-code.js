const SVG = 'http://www.w3.org/2000/svg';
/** Width of the white border in modules, which scanners need (ISO/IEC 18004). */
const QUIET = 4;

/**
 * Draws a QR code as SVG: one path with a unit square for each dark module.
 *
 * @param {string} text
 * @param {string} label text alternative
 */
export async function qrCode(text, label) {
  // Loaded on demand: only one view needs it.
  const { default: encodeQR } = await import('./vendor/qr.js');
  const rows = encodeQR(text, 'raw', { border: QUIET });
  const squares = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')));
  const picture = shape('svg', { viewBox: `0 0 ${rows.length} ${rows.length}`, role: 'img', 'aria-label': label });
  picture.append(
    shape('rect', { width: '100%', height: '100%', fill: '#fff' }),
    shape('path', { d: squares.join(''), fill: '#000', 'shape-rendering': 'crispEdges' }),
  );
  return picture;
}

/**
 * @param {string} name
 * @param {Readonly<Record<string, string>>} attributes
 */
function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}
