import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type RulesetDefinition, Spectral } from '@stoplight/spectral-core';
import { oas } from '@stoplight/spectral-rulesets';
import { parse } from 'yaml';

const FILE = 'docs/openapi.json';

/** Lints a file by redocly.yaml, in a process of its own: the package is a command line without exports. */
function lintByRedocly(file: string): string[] {
  const cli = 'node_modules/@redocly/cli/bin/cli.js';
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const { stdout } = spawnSync(process.execPath, [cli, 'lint', file, '--format=json'], { env, encoding: 'utf8' });
  const { problems }: { problems: { ruleId: string; message: string }[] } = JSON.parse(stdout);
  return problems.map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

/** Lints a document by .spectral.yaml. Spectral's command line reads the same file; its package resolves no `spectral:oas`. */
async function lintBySpectral(document: string): Promise<string[]> {
  const { extends: extended, ...ruleset } = parse(readFileSync('.spectral.yaml', 'utf8'));
  expect(extended).toEqual([['spectral:oas', 'all']]);
  const spectral = new Spectral();
  spectral.setRuleset({ ...ruleset, extends: [[oas as RulesetDefinition, 'all']] });
  const findings = await spectral.run(document);
  return findings.map(({ code, message, path }) => `${code}: ${message} (${path.join('.')})`);
}

describe('docs/openapi.json', () => {
  it('has no findings of Redocly', () => {
    expect(lintByRedocly(FILE)).toEqual([]);
  });

  it('has no findings of Spectral', async () => {
    expect(await lintBySpectral(readFileSync(FILE, 'utf8'))).toEqual([]);
  });
});

describe('the rules of Spectral', () => {
  it('report an operation without tags and an example that does not match its schema', async () => {
    const content = { 'text/plain': { schema: { type: 'string', pattern: '^a' }, example: 'b' } };
    const get = { operationId: 'a', description: 'A', responses: { 200: { description: 'A', content } } };
    const findings = await lintBySpectral(JSON.stringify({ openapi: '3.1.0', info: {}, paths: { '/a': { get } } }));
    expect(findings).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^operation-tags: /),
        expect.stringMatching(/^oas3-valid-media-example: /),
      ]),
    );
  });
});
