import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type CognitoOperation, cognitoOperations, quotasOf } from '../lambda/contract/cognito-errors';
import { quotas } from '../lib/api/rate-limits';
import { credentialFor, type Route } from '../lib/api/route';
import { alarmSettings } from '../lib/monitoring/monitoring';
import { allRoutes, routesFor } from '../lib/routes';
import { parseStage } from '../lib/stages/stage-config';
import { product, stageFromContext } from '../lib/stages/stages';

const ROOT = join(__dirname, '..');
const MAX_README_LINES = 200;

const documents = [
  ...markdownIn('.', { recursive: false }),
  ...markdownIn('.github'),
  ...markdownIn('docs'),
  ...readdirSync(join(ROOT, 'packages')).flatMap((name) => markdownIn(`packages/${name}`, { recursive: false })),
];

function markdownIn(folder: string, { recursive } = { recursive: true }): string[] {
  const files = readdirSync(join(ROOT, folder), { recursive, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.md')).map((file) => join(folder, file));
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** The text of a document without its code, in which a link or a heading would be an example. */
function proseOf(file: string): string {
  return read(file)
    .replace(/^```.*?^```$/gms, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()<>]/g, ''));
}

/** The anchors that GitHub gives the headings: lower case, hyphens for spaces, without punctuation. */
function anchorsOf(file: string): string[] {
  const counts = new Map<string, number>();
  return [...proseOf(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => {
    const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = text.replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
    const count = counts.get(anchor) ?? 0;
    counts.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}

/** Targets of links and images inside this repository. */
function relativeLinksOf(file: string): string[] {
  const text = proseOf(file);
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset|href)="([^"]+)"/g)].map(
    ([, link, attribute = '']) => link ?? attribute,
  );
  return targets.filter((target) => !/^[a-z]+:/i.test(target));
}

function isBroken(file: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path ? join(dirname(file), path) : file;
  if (!existsSync(join(ROOT, target))) return true;
  return anchor !== undefined && !(target.endsWith('.md') && anchorsOf(target).includes(anchor));
}

describe.each(documents)('%s', (file) => {
  it('has no broken link to a file or heading of this repository', () => {
    expect(relativeLinksOf(file).filter((link) => isBroken(file, link))).toEqual([]);
  });

  // zsh, the default shell of macOS, does not accept comments in commands that are typed or pasted.
  it('has no comments in its shell commands', () => {
    const blocks = [...read(file).matchAll(/^```(?:sh|bash|zsh|shell)\n(.*?)^```$/gms)].map(
      ([, commands = '']) => commands,
    );
    expect(blocks.flatMap((commands) => commands.match(/(?:^|\s)#.*/gm) ?? [])).toEqual([]);
  });
});

/** The rows of a document's table with these columns, as objects. Cells are without backticks. */
function tableOf<Column extends string>(file: string, columns: readonly Column[]): Record<Column, string>[] {
  const [, rows] = read(file).split(`| ${columns.join(' | ')} |\n| ${columns.map(() => '---').join(' | ')} |\n`);
  if (rows === undefined) throw new Error(`${file} has no table with the columns ${columns.join(', ')}`);
  const [table = ''] = rows.split(/^(?!\|)/m);
  return lines(table).map((row) => {
    const cells = row
      .slice(1, row.lastIndexOf('|'))
      .split('|')
      .map((cell) => cell.trim());
    return Object.fromEntries(
      columns.map((column, index) => [column, (cells[index] ?? '').replaceAll('`', '')]),
    ) as Record<Column, string>;
  });
}

function lines(text: string): string[] {
  return text.split('\n').filter(Boolean);
}

const withContents = [
  'api',
  'architecture',
  'clients',
  'guides/back-end',
  'guides/customize',
  'guides/existing-cdk-app',
  'guides/front-end',
  'guides/move-users',
  'guides/your-own-feature',
  'identity-providers',
  'managed-login',
  'operations',
  'performance',
  'scale',
  'security',
  'sign-in-methods',
  'triggers',
];

describe.each(withContents.map((name) => `docs/${name}.md`))('%s', (file) => {
  it('lists all its sections in its table of contents', () => {
    const [beforeFirstSection = ''] = read(file).split(/^## /m);
    const listed = [...beforeFirstSection.matchAll(/^- \[(.+)\]\(#/gm)].map(([, title]) => title);
    const sections = [...read(file).matchAll(/^## (.+)$/gm)].map(([, title]) => title);
    expect(listed).toEqual(sections);
  });
});

describe('README.md', () => {
  it(`has at most ${MAX_README_LINES} lines`, () => {
    expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(MAX_README_LINES);
  });
});

const routesByDefault = routesFor('username', { identityPool: true });
const routesOfAll = routesFor('username', allRoutes);
const nameOf = ({ method, path }: Route) => `${method} ${path}`;

/** The settings of a table's column: `emailCode, passkey` is either of the two. */
function settingsIn(column: string): Parameters<typeof routesFor>[1][] {
  const { profileAttributes, emailChange } = allRoutes;
  const known = new Map<string, Parameters<typeof routesFor>[1]>([
    ['emailCode', { signInMethods: ['password', 'emailCode'] }],
    ['passkey', { signInMethods: ['password', 'passkey'] }],
    ['mfa: required', { mfa: 'required' }],
    ['passkey with mfa: required', { mfa: 'required', signInMethods: ['password', 'passkey'] }],
    ['profileAttributes', { profileAttributes }],
    ['emailChange', { emailChange }],
  ]);
  return column.split(', ').map((name) => {
    const settings = known.get(name);
    if (!settings) throw new Error(`A table names the setting "${name}", which adds no route`);
    return settings;
  });
}

describe('docs/operations.md', () => {
  const file = 'docs/operations.md';

  describe('the table of settings', () => {
    const rows = tableOf(file, ['Setting', 'dev', 'prod', 'Meaning']);

    it('lists each setting with its values in dev and prod', () => {
      const listed = rows.map(({ Setting, dev, prod }) => [Setting, dev, prod]);
      const [dev = {}, prod = {}] = ['dev', 'prod'].map((stage) => {
        const settings = stageFromContext({ stage });
        return flatSettings({ ...settings, productName: settings.productName.replace(product, 'PRODUCT') });
      });
      const names = settingNames().flatMap((name) => {
        const nested = Object.keys(dev).filter((key) => key.startsWith(`${name}.`));
        return nested.length > 0 ? nested : name;
      });
      const defined = names.map((name) => [name, dev[name] ?? 'none', prod[name] ?? 'none']);
      expect(listed.sort()).toEqual(defined.sort());
    });

    it.each(['sender', 'domain', 'managedLogin', 'identityProviders', 'userMigration'])(
      'names each key of %s',
      (setting) => {
        const { Meaning = '' } = rows.find(({ Setting }) => Setting === setting) ?? {};
        expect(settingNames(setting).filter((key) => !Meaning.includes(key))).toEqual([]);
      },
    );
  });

  it('lists each alarm with its threshold and periods', () => {
    const rows = tableOf(file, ['Alarm', 'Threshold', 'Periods', 'Counts', 'Where to look']);
    const listed = rows.map(({ Alarm, Threshold, Periods }) => [Alarm, Number(Threshold), Number(Periods)]);
    const defined = Object.entries<{ threshold: number; periods?: number }>(alarmSettings).map(
      ([name, { threshold, periods = 1 }]) => [name, threshold, periods],
    );
    expect(listed).toEqual(defined);
  });

  describe('the rate limits', () => {
    const { requestsPerSecond } = stageFromContext({ stage: 'prod' });
    const limitOf = ({ rateLimit = requestsPerSecond }: Route) => rateLimit;
    const rowsOf = (routes: readonly Route[]) =>
      routes.map((route) => {
        const { calls = [], followUpCalls = [] } = route;
        const followUps = followUpCalls.length > 0 ? ` (${followUpCalls.join(', ')})` : '';
        return [nameOf(route), limitOf(route), `${calls.join(', ')}${followUps}`];
      });

    it('are listed for each route, with its calls to Cognito', () => {
      const listed = tableOf(file, ['Route', 'Limit', 'Calls']).map(({ Route, Limit, Calls }) => [
        Route,
        Number(Limit),
        Calls,
      ]);
      expect(listed).toEqual(rowsOf(routesByDefault));
    });

    it('are listed for each route that a setting adds or changes, with its calls to Cognito', () => {
      const listed = tableOf(file, ['Route', 'Setting', 'Limit', 'Calls']);
      const rows = listed.map(({ Route, Limit, Calls }) => [Route, Number(Limit), Calls]);
      const byDefault = rowsOf(routesByDefault).map(String);
      expect(rows).toEqual(rowsOf(routesOfAll).filter((row) => !byDefault.includes(String(row))));
      for (const [index, { Setting }] of listed.entries()) {
        for (const settings of settingsIn(Setting))
          expect(rowsOf(routesFor('username', settings))).toContainEqual(rows[index]);
      }
    });

    const operations = Object.keys(cognitoOperations) as CognitoOperation[];

    describe("in sum, by category of Cognito's quotas,", () => {
      const rows = tableOf(file, ['Category', 'Quota', 'Allowed', 'With settings', 'Operations', 'Can be raised']);

      it('are listed with the quota', () => {
        const [byDefault, ofAll] = [allowedBy(routesByDefault), allowedBy(routesOfAll)];
        const listed = rows.map((row) => [row.Category, ...[row.Quota, row.Allowed, row['With settings']].map(Number)]);
        const defined = Object.entries(quotas).map(([category, quota]) => [
          category,
          quota,
          byDefault.get(category),
          ofAll.get(category),
        ]);
        expect(listed.sort()).toEqual(defined.sort());
      });

      /** Calls per second that the rate limits let through, by category. */
      function allowedBy(routes: readonly Route[]): Map<string, number> {
        const allowed = new Map<string, number>();
        for (const route of routes) {
          const calls = [...(route.calls ?? []), ...(route.followUpCalls ?? [])];
          for (const category of calls.flatMap(quotasOf)) {
            allowed.set(category, (allowed.get(category) ?? 0) + limitOf(route));
          }
        }
        return allowed;
      }

      it.each(operations.map((operation) => [operation, quotasOf(operation)] as const))(
        'are listed with %s',
        (operation, defined) => {
          const listed = rows.filter(({ Operations }) => Operations.split(/[,;] /).includes(operation));
          expect(listed.map(({ Category }) => Category).sort()).toEqual([...defined].sort());
        },
      );
    });
  });

  it('imports a kept pool with the logical ids that test/lib/auth-stack.test.ts pins', () => {
    const ids = [...read(file).matchAll(/\b\w+[0-9A-F]{8}(?=": \{"(?:UserPoolId|Id)")/g)].map(([id]) => id);
    const pins = read('test/lib/auth-stack.test.ts');
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.filter((id) => !pins.includes(`'${id}'`))).toEqual([]);
  });
});

describe('docs/api.md', () => {
  it('lists each route that a setting adds, with the setting and what its caller needs', () => {
    const listed = tableOf('docs/api.md', ['Route', 'Setting', 'Caller needs', 'Body', 'Reply']);
    const byDefault = routesByDefault.map(nameOf);
    const added = routesOfAll.filter((route) => !byDefault.includes(nameOf(route)));
    const needs = { open: 'nothing', 'access-token': 'access token', 'id-token': 'ID token', iam: 'signature' };
    expect(listed.map((row) => [row.Route, row['Caller needs']])).toEqual(
      added.map((route) => [nameOf(route), needs[credentialFor(route)]]),
    );
    for (const { Route, Setting } of listed) {
      for (const settings of settingsIn(Setting)) expect(routesFor('username', settings).map(nameOf)).toContain(Route);
    }
  });
});

/** Names of all settings, or of the keys of one, from the message about an unknown name. */
function settingNames(setting?: string): string[] {
  const unknown = { unknown: true };
  try {
    parseStage('test', setting === undefined ? unknown : { [setting]: unknown });
  } catch (error) {
    const path = setting === undefined ? 'unknown' : `${setting}.unknown`;
    const [, names = ''] = new RegExp(`^${path} is not a setting. Settings are (.+)$`, 'm').exec(String(error)) ?? [];
    return names.split(', ').filter((name) => name !== 'stage');
  }
  throw new Error('The settings of a stage are not validated');
}

/** Settings as text, with `passwordPolicy.minLength` for a nested value. */
function flatSettings(settings: Readonly<Record<string, unknown>>, prefix = ''): Record<string, string> {
  const entries = Object.entries(settings).flatMap(([key, value]) => {
    const name = `${prefix}${key}`;
    const isNested = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (isNested) return Object.entries(flatSettings({ ...value }, `${name}.`));
    return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
  });
  return Object.fromEntries(entries);
}
