import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { problems } from '../../../lambda/contract/problems';
import { routesFor } from '../../../lib/routes';
import { localRun, runOnce } from '../support/local-run';
import { usernameStage } from '../support/stages';

runOnce(...usernameStage);

const readme = readFileSync('README.md', 'utf8');

/** The shell commands between two headings. A comment that begins with a brace is what the command above it prints. */
function commandsBelow(heading: string): string[] {
  const section = readme.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const blocks = [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, commands = '']) => commands);
  return blocks.join('').split('\n').filter(Boolean);
}

async function bash(commands: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<string> {
  const env = { ...process.env, ...variables };
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', commands.join('\n')], {
    env,
  });
  return stdout;
}

/** A reply stands in a comment below its command: a body, or a status. */
function isReply(line: string): boolean {
  return /^# (\{|\d)/.test(line);
}

/** The README writes … for what differs each time. */
function anythingForDots(_key: string, value: unknown): unknown {
  if (typeof value !== 'string' || !value.includes('…')) return value;
  const parts = value.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return expect.stringMatching(new RegExp(`^${parts.join('.+')}$`));
}

describe('the README', () => {
  const story = [...commandsBelow('Run it here'), ...commandsBelow('The API')].filter(
    (line) => line !== 'npm ci && npm start',
  );
  const promised = story.filter(isReply).map((line) => JSON.parse(line.slice(2), anythingForDots));

  it('tells a story whose commands print what it says, word for word', async () => {
    const [where, ...commands] = story;
    expect(where).toBe('API=http://localhost:3000');
    const separated = commands.map((line) => (isReply(line) ? 'echo' : line));

    const printed = await bash([`API=${localRun().api}`, ...separated]);

    const replies = printed
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    expect(promised.length).toBeGreaterThan(0);
    expect(replies).toEqual(promised);
  });

  it('lists every route of the API', () => {
    const rows = [...readme.matchAll(/^\| (GET|POST|PUT|DELETE) (\S+) \| ([\w ]+) \|/gm)];
    const listed = rows.map(([, method, path, who]) => ({ method, path, who }));
    const who: Record<string, string> = {
      open: 'anybody',
      'access-token': 'access token',
      'id-token': 'ID token',
      iam: 'signature',
    };
    const routes = routesFor('username', { identityPool: true }).map(({ method, path, auth = 'id-token', group }) => {
      return { method, path, who: group ? `${who[auth]} of ${group}` : who[auth] };
    });
    expect(listed).toEqual(routes);
  });

  it('lists every error code under its status', () => {
    const rows = [...readme.matchAll(/^\| (\d{3}) \| (.+) \|$/gm)];
    const listed = rows.flatMap(([, status, codes = '']) =>
      [...codes.matchAll(/`(\w+)`/g)].map(([, code]) => [code, Number(status)]),
    );
    const answered = Object.entries(problems).map(([code, { status }]) => [code, status]);
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(answered));
  });

  // Debian's awscli, which CI installs; on a laptop without it, the requests that it sends are covered in test/local.
  const withCli = process.env.CI || hasCli() ? it : it.skip;
  withCli(
    'shows AWS commands that make an account, an admin of it and credentials for it, and print what they say with them',
    async () => {
      const commands = commandsBelow('With Amplify, or the AWS command line');
      const { api, cognito, clientId, userPoolId, identityPoolId } = localRun();
      expect(commands).toContain('COGNITO=http://localhost:9229');
      const own = commands.map((line) => (line.startsWith('COGNITO=') ? `COGNITO=${cognito}` : line));

      const ids = { CLIENT_ID: clientId, USER_POOL_ID: userPoolId, IDENTITY_POOL_ID: identityPoolId };
      const printed = await bash(own, { API: api, ...ids });

      // The AWS commands themselves print over several lines.
      const replies = printed
        .replaceAll('}{', '}\n{')
        .split('\n')
        .filter((line) => line.startsWith('{"'));
      const promised = commands.filter(isReply).map((line) => JSON.parse(line.slice(2), anythingForDots));
      expect(promised.length).toBeGreaterThan(0);
      expect(replies.map((reply) => JSON.parse(reply))).toEqual(promised);
    },
  );
});

function hasCli(): boolean {
  return spawnSync('aws', ['--version']).status === 0;
}
