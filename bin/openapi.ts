import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiDocument } from '../lib/openapi/openapi-document';
import { version } from '../package.json';

writeFileSync(join(__dirname, '../docs/openapi.json'), `${JSON.stringify(openApiDocument(version), null, 2)}\n`);
