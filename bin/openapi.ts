import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiDocument } from '../lib/openapi/openapi-document';
import { UserError } from '../lib/user-error';
import { version } from '../package.json';

try {
  const document = openApiDocument(version);
  writeFileSync(join(__dirname, '../docs/openapi.json'), `${JSON.stringify(document, null, 2)}\n`);
} catch (error) {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = 1;
}
