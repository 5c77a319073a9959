// The format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.12 and 4.3.16.
const END_OF_DIRECTORY = Buffer.from('PK\x05\x06', 'latin1');
const DIRECTORY_ENTRY = 0x02014b50;

/** The files in a zip, with the bytes that each has once unpacked. */
export function filesInZip(zip: Buffer): Record<string, number> {
  const end = zip.lastIndexOf(END_OF_DIRECTORY);
  if (end < 0) throw new Error('This is not a zip');
  const files: Record<string, number> = {};
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (zip.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error(`The zip's directory is damaged at ${at}`);
    const nameEnd = at + 46 + zip.readUInt16LE(at + 28);
    files[zip.toString('utf8', at + 46, nameEnd)] = zip.readUInt32LE(at + 24);
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}
