import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { temporaryFolder } from '../../packages/local-run/test/support/temporary-folder';
import { audit } from './support/audit';
import { describeInBrowser, newTab, press, view, waitForAlert, waitForStatus, waitForView } from './support/browser';
import { type LocalRun, startLocalRun } from './support/local-run';

// The section "Tables" of the console, with an app that has tables.

const project = join(temporaryFolder(), 'project');
let run: LocalRun;

/** Performs an operation of DynamoDB, as a function of the app or another console does. */
async function dynamodb(operation: string, input: object): Promise<unknown> {
  const reply = await fetch(`${run.api}/_local/aws/dynamodb`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-amz-json-1.0', 'X-Amz-Target': `DynamoDB_20120810.${operation}` },
    body: JSON.stringify(input),
  });
  if (!reply.ok) throw new Error(await reply.text());
  return reply.json();
}

async function openTables(at = ''): Promise<Page> {
  const page = await newTab({ origins: [run.api] });
  await page.goto(`${run.api}/_local/#tables${at}`);
  return page;
}

const note = (owner: string, id: string, more: object = {}) => ({ owner: { S: owner }, id: { S: id }, ...more });
const put = (Item: object, TableName = 'Notes') => dynamodb('PutItem', { TableName, Item });

/** Adds items in batches, as many as DynamoDB takes at once. */
async function putAll(TableName: string, items: readonly object[]): Promise<void> {
  for (let index = 0; index < items.length; index += 25) {
    const requests = items.slice(index, index + 25).map((Item) => ({ PutRequest: { Item } }));
    await dynamodb('BatchWriteItem', { RequestItems: { [TableName]: requests } });
  }
}

const rows = (page: Page) => page.locator('tr[data-item]');
/** The texts of the cells of a column. */
const column = (page: Page, number: number) => rows(page).locator(`td:nth-child(${number})`).allTextContents();
const openItem = (page: Page, name: string) => rows(page).getByRole('button', { name, exact: true }).click();
const json = (page: Page) => page.getByRole('region', { name: 'JSON of the item' });

beforeAll(async () => {
  cpSync(join(__dirname, '../../packages/local-run/test/fixtures/tables-app'), project, { recursive: true });
  symlinkSync(join(__dirname, '../../node_modules'), join(project, 'node_modules'));
  run = await startLocalRun({ cwd: project });
  const days = ['2026-11-20', '2026-11-21', '2026-11-22'];
  const notes = Array.from({ length: 120 }, (_, index) =>
    note('ada', `n-${String(index).padStart(3, '0')}`, {
      day: { S: days[index % 3] },
      rank: { N: String(index) },
      text: { S: `Note ${index}` },
    }),
  );
  await putAll('Notes', [...notes, note('bob', 'b-1'), note('Bob', 'b-2')]);
});
afterAll(() => run?.stop());

describeInBrowser('the section "Tables"', () => {
  it('lists the tables with their keys, and leads to the items of one and back', async () => {
    const page = await openTables();
    await waitForView(page, 'Tables');
    await page.getByRole('link', { name: 'Notes' }).waitFor();
    expect(await view(page).locator('tbody tr').allInnerTexts()).toEqual([
      'Notes\towner (text)\tid (text)\tByDay',
      'Counters\tnumber (number)\t–\t–',
      'Files\thash (binary)\t–\t–',
    ]);
    await page.getByRole('link', { name: 'Notes' }).click();
    await waitForView(page, 'Notes');
    expect(page.url()).toBe(`${run.api}/_local/#tables/Notes`);
    await page.getByText('Partition key owner (text), sort key id (text)').waitFor();
    await rows(page).first().waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'Counters' }).waitFor();
    await page.getByRole('link', { name: 'Counters' }).click();
    await page.getByRole('heading', { name: 'No items yet' }).waitFor();
    await page.getByRole('link', { name: 'All tables' }).click();
    await waitForView(page, 'Tables');
  });

  it('says that a table does not exist', async () => {
    const page = await openTables('/Nowhere');
    await waitForAlert(page, 'The app has no table Nowhere. Go back to all tables.');
  });

  it('shows 50 items at a time, and counts them all on request', async () => {
    const page = await openTables('/Notes');
    const pages: string[] = [];
    for (const range of ['Items 1 to 50', 'Items 51 to 100', 'Items 101 to 122']) {
      await waitForStatus(page, range);
      const ids = await column(page, 2);
      expect(ids).toHaveLength(range.endsWith('122') ? 22 : 50);
      pages.push(...ids);
      if (!range.endsWith('122')) await press(page, 'Next');
    }
    expect(new Set(pages).size).toBe(122);
    expect(await page.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true);
    await press(page, 'Previous');
    await waitForStatus(page, 'Items 51 to 100');
    expect(await column(page, 2)).toEqual(pages.slice(50, 100));
    await press(page, 'Count all items');
    await page.getByRole('button', { name: '122 items in all. Count again' }).waitFor();
  });

  it('reads one page of a table with a thousand items', async () => {
    await putAll(
      'Counters',
      Array.from({ length: 1_000 }, (_, index) => ({ number: { N: String(index) } })),
    );
    const page = await newTab({ origins: [run.api] });
    const limits: unknown[] = [];
    page.on('request', (request) => {
      const operation = request.headers()['x-amz-target'] ?? '';
      if (operation.endsWith('.Scan')) limits.push(request.postDataJSON().Limit);
    });
    await page.goto(`${run.api}/_local/#tables/Counters`);
    await waitForStatus(page, 'Items 1 to 50');
    expect(await rows(page).count()).toBe(50);
    expect(new Set(limits)).toEqual(new Set([50]));
  });

  describe('finds items', () => {
    const find = async (page: Page, values: Readonly<Record<string, string>>) => {
      for (const [label, value] of Object.entries(values)) await page.getByLabel(label, { exact: true }).fill(value);
      await press(page, 'Find');
    };

    it('by the keys of the table, exactly or by the beginning', async () => {
      const page = await openTables('/Notes');
      await waitForStatus(page, 'Items 1 to 50');
      await find(page, { 'owner (text)': 'bob' });
      await waitForStatus(page, 'Items 1 to 1');
      expect(await column(page, 2)).toEqual(['b-1']);
      await page.getByLabel('Condition for id').selectOption('begins with');
      await find(page, { 'owner (text)': 'ada', 'id (text)': 'n-01' });
      await waitForStatus(page, 'Items 1 to 10');
      expect((await column(page, 2))[9]).toBe('n-019');
      await page.getByLabel('Condition for id').selectOption('is less than');
      await find(page, { 'id (text)': 'n-003' });
      await waitForStatus(page, 'Items 1 to 3');
      await find(page, { 'owner (text)': 'nobody' });
      await page.getByRole('heading', { name: 'No item has these keys' }).waitFor();
      await press(page, 'Show all items');
      await waitForStatus(page, 'Items 1 to 50');
      expect(await page.getByLabel('owner (text)').inputValue()).toBe('');
    });

    it('by the keys of an index, whose sort key is a number', async () => {
      const page = await openTables('/Notes');
      await page.getByLabel('Find in').selectOption('Index ByDay');
      await page.getByLabel('Condition for rank').selectOption('is greater than');
      expect(await page.getByLabel('Condition for rank').locator('option').allTextContents()).not.toContain(
        'begins with',
      );
      await find(page, { 'day (text)': '2026-11-21', 'rank (number)': '110' });
      await waitForStatus(page, 'Items 1 to 3');
      expect(await column(page, 4)).toEqual(['112', '115', '118']);
    });

    it.each([
      ['Notes', { 'id (text)': 'n-001' }, 'Enter a value of owner.'],
      ['Notes', {}, 'Enter a value of owner.'],
      ['Counters', { 'number (number)': 'one' }, 'number is a number, such as 42.'],
      ['Files', { 'hash (binary)': 'not Base64!' }, 'hash is binary: enter it in Base64.'],
    ])('in %s not by %j', async (table, values, message) => {
      const page = await openTables(`/${table}`);
      await find(page, values);
      await page.locator('.error', { hasText: message }).waitFor();
      expect(await page.locator('[aria-invalid="true"]:focus').count()).toBe(1);
    });
  });

  it('shows an item as JSON, with all digits of numbers, and in the JSON of DynamoDB', async () => {
    const item = {
      number: { N: '-12345678901234567890123456789012345678' },
      text: { S: 'A "quoted"\nline <b>not bold</b>' },
      list: { L: [{ N: '1' }, { NULL: true }, { M: {} }] },
      tags: { SS: ['a'] },
      sizes: { NS: ['1'] },
      bytes: { B: 'aGVsbG8=' },
      done: { BOOL: false },
    };
    await put(item, 'Counters');
    const page = await openTables('/Counters');
    await page.getByLabel('number (number)').fill(item.number.N);
    await press(page, 'Find');
    await openItem(page, item.number.N);
    expect(await json(page).innerText()).toBe(`{
  "number": -12345678901234567890123456789012345678,
  "text": "A \\"quoted\\"\\nline <b>not bold</b>",
  "list": [
    1,
    null,
    {}
  ],
  "tags": [
    "a"
  ],
  "sizes": [
    1
  ],
  "bytes": "aGVsbG8=",
  "done": false
}`);
    await press(page, 'DynamoDB JSON');
    expect(JSON.parse(await json(page).innerText())).toEqual(item);
    await press(page, 'Close the item');
    expect(await json(page).count()).toBe(0);
    await page.locator('tr[data-item] button:focus').waitFor();
  });

  it('deletes an item after a question, with the keyboard only', async () => {
    const keys = { hash: { B: 'aGVsbG8=' } };
    await put(keys, 'Files');
    const page = await openTables('/Files');
    const row = rows(page).getByRole('button', { name: 'aGVsbG8=' });
    await row.waitFor();
    await row.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Delete item' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('aGVsbG8= is removed from Files. This cannot be undone.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await dynamodb('GetItem', { TableName: 'Files', Key: keys })).toEqual({ Item: keys });
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('The item is deleted.').waitFor();
    await page.getByRole('heading', { name: 'No items yet' }).waitFor();
    expect(await dynamodb('GetItem', { TableName: 'Files', Key: keys })).toEqual({});
  });

  it('shows at once what the app writes, changes and deletes', async () => {
    const Key = note('eve', 'e-1');
    const page = await openTables('/Notes');
    await page.getByLabel('owner (text)').fill('eve');
    await press(page, 'Find');
    await page.getByRole('heading', { name: 'No item has these keys' }).waitFor();
    await put({ ...Key, text: { S: 'first' } });
    await openItem(page, 'eve e-1');
    await put({ ...Key, text: { S: 'second' } });
    await json(page).filter({ hasText: '"text": "second"' }).waitFor();
    await dynamodb('DeleteItem', { TableName: 'Notes', Key });
    await waitForStatus(page, 'This item does not exist any more. Below is what it had.');
    await json(page).filter({ hasText: '"text": "second"' }).waitFor();
    expect(await page.getByRole('button', { name: 'Delete item' }).count()).toBe(0);
    await page.getByRole('heading', { name: 'No item has these keys' }).waitFor();
  });

  it('says that an item was deleted before, if another console was first', async () => {
    const Key = note('gus', 'g-1');
    await put(Key);
    const page = await openTables('/Notes');
    await page.getByLabel('owner (text)').fill('gus');
    await press(page, 'Find');
    await openItem(page, 'gus g-1');
    await press(page, 'Delete item');
    await dynamodb('DeleteItem', { TableName: 'Notes', Key });
    await page.getByRole('dialog').getByRole('button', { name: 'Delete item' }).click();
    await page.getByText('The item was deleted before.').waitFor();
  });

  it('has no serious accessibility violation, and fits 360 px', async () => {
    const page = await openTables();
    const { check, expectNone } = await audit(page);
    await page.getByRole('link', { name: 'Notes' }).waitFor();
    await check('tables', 'html');
    await page.getByRole('link', { name: 'Notes' }).click();
    await rows(page).first().waitFor();
    await press(page, 'Find');
    await page.locator('[aria-invalid="true"]').waitFor();
    await check('items', 'html');
    await rows(page).nth(2).getByRole('button').click();
    await json(page).waitFor();
    await check('an item', 'html');
    expectNone();
  });

  it('lists a table that was added to the app, without a reload of the page', async () => {
    const page = await openTables();
    await page.getByRole('link', { name: 'Files' }).waitFor();
    const file = join(project, 'app.ts');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll("'Counters'", "'Totals'"));
    await page.getByRole('link', { name: 'Totals' }).waitFor({ timeout: 30_000 });
    expect(await page.getByRole('link', { name: 'Counters' }).count()).toBe(0);
  });
});
