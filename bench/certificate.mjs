// Prints a self-signed certificate for 127.0.0.1 and its private key as JSON, both in PEM format. It is a program, because
// only bench/node_modules has the package, and `npm run typecheck` must work without it.
import { generate } from 'selfsigned';

const ONE_DAY = 86_400_000;

const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
  keyType: 'ec',
  curve: 'P-256',
  algorithm: 'sha256',
  notAfterDate: new Date(Date.now() + ONE_DAY),
  extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
});
process.stdout.write(JSON.stringify({ key, cert }));
