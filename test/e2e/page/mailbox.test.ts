import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { eventually } from '../../../packages/local-run/test/support/eventually';
import { createAccount, PASSWORD, signIn } from '../support/accounts';
import { audit } from '../support/audit';
import { describeInBrowser, newTab, openPage, press, view, waitForView } from '../support/browser';
import { callCognito } from '../support/cognito';
import { send } from '../support/http';
import { type LocalRun, localRun, runOnce, startLocalRun } from '../support/local-run';

runOnce();

/** Users whom a test has invited. */
const invited: string[] = [];

/** Counts the connections of hostile messages. */
let server: Server | undefined;

afterEach(async () => {
  server?.close();
  for (const Username of invited.splice(0)) await callCognito('AdminDeleteUser', { Username });
});

/** Sends an invitation. The text of the e-mail contains the username as it is. */
async function invite(Username: string, email: string): Promise<void> {
  await callCognito('AdminCreateUser', {
    Username,
    UserAttributes: [{ Name: 'email', Value: email }],
    DesiredDeliveryMediums: ['EMAIL'],
  });
  invited.push(Username);
}

const signUp = (username: string, { api }: Pick<LocalRun, 'api'> = localRun()) =>
  send('POST', `${api}/sign-up`, { username, password: PASSWORD, email: `${username}@example.com` });

const rows = (page: Page, text = '') => view(page).locator('.message-list a').filter({ hasText: text });
const openMessage = async (page: Page, text: string) => {
  await rows(page, text).first().click();
  await view(page).locator('.message-view article').waitFor();
};

describeInBrowser('the section Mailbox', () => {
  it('shows a message as its reader sees it, as text and as HTML, and goes back to the list', async () => {
    await signUp('mia');
    const page = await openPage({ at: '#mailbox' });
    await openMessage(page, 'mia@example.com');
    const message = view(page).locator('.message-view');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H2');
    expect(await message.getByRole('definition').allInnerTexts()).toEqual([
      'mia@example.com',
      'mia',
      expect.stringMatching(/\d\d:\d\d:\d\d UTC$/),
      'Confirms an account',
    ]);
    const code = await message.locator('.code-controls code').innerText();
    await message.frameLocator('iframe').locator('strong', { hasText: code }).waitFor();

    await press(page, 'Text');
    const text = await message.locator('pre').innerText();
    expect(text).toContain(`Your code is ${code}.`);
    expect(text).not.toContain('<');
    await press(page, 'HTML source');
    expect(await message.locator('pre').innerText()).toContain(`<strong>${code}</strong>`);

    await page.reload();
    await message.locator('article').waitFor();
    await page.goBack();
    await message.getByText('No message is open').waitFor();
  });

  it('runs nothing of a message, loads nothing, sends no form, and follows no link', async () => {
    let connections = 0;
    server = createServer(() => {
      connections += 1;
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const parts = {
      script: "<script>top.name='ran'</script>",
      handler: "<img/src='x'/onerror=top.name='ran'>",
      image: `<img/src='${origin}/image'>`,
      style: `<style>*{background:url(${origin}/style)}</style>`,
      preconnect: `<link/rel='preconnect'/href='${origin}'>`,
      frame: `<iframe/src='${origin}/frame'></iframe>`,
      animated: `<svg><a><rect/width='99'/height='99'/><set/attributeName='href'/to='${origin}/set'/></a></svg>`,
      refresh: `<meta/http-equiv='refresh'/content='0;url=${origin}/'>`,
      form: `<form/action='${origin}/form'><button>Send</button></form>`,
      link: `<a/href='${origin}/link'>Open</a>`,
      top: `<a/href='${origin}/top'/target='_top'>Open</a>`,
      blank: `<a/href='${origin}/blank'/target='_blank'>Open</a>`,
      local: "<a/href='javascript:top.name=1'/target='_top'>Open</a>",
    };
    for (const [name, html] of Object.entries(parts)) await invite(html, `hostile-${name}@example.com`);
    const page = await openPage({
      at: '#mailbox',
      origins: [origin],
      expectedErrors: /Content Security Policy|sandbox|ERR_BLOCKED_BY_CSP/,
    });
    for (const name of Object.keys(parts)) {
      await openMessage(page, `hostile-${name}@`);
      const frame = view(page).frameLocator('.message-view iframe');
      await frame.locator('body').waitFor();
      const control = frame.locator('a, button').first();
      if (['form', 'animated', 'link', 'top', 'blank', 'local'].includes(name)) await control.click();
      if (name === 'link') await view(page).getByText('Links do not open here.').waitFor();
      // Longer than a request to this machine takes.
      await delay(200);
      expect([name, connections]).toEqual([name, 0]);
      expect([name, await page.evaluate('window.name')]).toEqual([name, '']);
      expect(page.url()).toMatch(/\/_local\/#mailbox\//);
      expect(page.context().pages()).toHaveLength(1);
    }
  });

  it('says what came of a code, in each console that is open', async () => {
    await signUp('nora');
    const pages = [await openPage({ at: '#mailbox' }), await openPage({ at: '#mailbox', ownContext: true })] as const;
    for (const page of pages) await openMessage(page, 'nora@example.com');
    await send('POST', `${localRun().api}/resend-code`, { username: 'nora' });
    for (const page of pages) {
      await rows(page, 'nora@example.com').nth(1).getByText('Replaced by a newer one').waitFor();
      await view(page).locator('.message-view').getByText('Replaced by a newer one').waitFor();
      expect(await view(page).locator('.message-view .use').count()).toBe(0);
    }

    const [page, other] = pages;
    await openMessage(page, 'nora@example.com');
    await view(page).locator('.message-view .use').click();
    await waitForView(page, 'Confirm your account');
    await press(page, 'Confirm');
    await waitForView(page, 'Sign in');
    await page.locator('[data-messages] li', { hasText: 'nora@example.com' }).first().getByText('Used').waitFor();
    await rows(other, 'nora@example.com').first().getByText('Used', { exact: true }).waitFor();
  });

  it('searches and deletes messages', async () => {
    for (const username of ['olga', 'otto']) await signUp(username);
    const page = await openPage({ at: '#mailbox' });
    const other = await openPage({ at: '#mailbox' });
    await rows(page, 'otto@example.com').waitFor();
    const search = page.getByLabel('Search messages');
    await search.fill('OLGA');
    await view(page)
      .getByRole('status')
      .getByText(/^1 of \d+ messages$/)
      .waitFor();
    await search.fill('nothing has this');
    await view(page).getByRole('status').getByText(/^0 of/).waitFor();
    await search.fill('olga');

    await openMessage(page, 'olga@example.com');
    await openMessage(other, 'olga@example.com');
    await press(page, 'Delete');
    await view(other).getByText('This message was deleted').waitFor();
    expect(await rows(page, 'olga@example.com').count()).toBe(0);

    await press(page, 'Delete all');
    await press(page, 'Cancel');
    expect(await rows(other).count()).toBeGreaterThan(0);
    await press(page, 'Delete all');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete all' }).click();
    await page.getByRole('heading', { name: 'No messages' }).waitFor();
    await view(other).getByRole('link', { name: 'All messages' }).click();
    await other.getByRole('heading', { name: 'No messages' }).waitFor();
  });

  it('shows 200 of many messages, and older ones on demand', async () => {
    await invite('paul', 'paul@example.com');
    const again = { Username: 'paul', MessageAction: 'RESEND', DesiredDeliveryMediums: ['EMAIL'] };
    for (let number = 0; number < 210; number += 1) await callCognito('AdminCreateUser', again);
    const page = await openPage({ at: '#mailbox' });
    await rows(page).first().waitFor();
    expect(await rows(page).count()).toBe(200);
    await press(page, 'Show older messages');
    expect(await rows(page, 'paul@example.com').count()).toBe(211);
    expect(await page.locator('[data-messages] li').count()).toBe(4);
  });

  it('keeps eight tabs of one browser up to date', async () => {
    const pages = [await openPage({ at: '#mailbox', ownContext: true })];
    const [first] = pages;
    for (let tab = 1; tab < 8; tab += 1) {
      const page = await first?.context().newPage();
      if (page) pages.push(page);
      await page?.goto(`${localRun().api}/_local/#mailbox`);
    }
    await signUp('quinn');
    for (const page of pages) await rows(page, 'quinn@example.com').waitFor();
    // The other tabs continue without the one that has the connection.
    await first?.close();
    await signUp('quentin');
    for (const page of pages.slice(1)) await rows(page, 'quentin@example.com').waitFor();
  });

  it('has no serious accessibility violation, and fits 360 px', async () => {
    await signUp('rita');
    const page = await openPage({ at: '#mailbox' });
    const { check, expectNone } = await audit(page);
    await rows(page, 'rita@example.com').waitFor();
    await check('list', 'html');
    await openMessage(page, 'rita@example.com');
    await check('message', 'html');
    await press(page, 'HTML source');
    await check('source', 'html');
    expectNone();
  });
});

describeInBrowser('the mailbox beside the forms', () => {
  it('offers the newest code above the form that takes it on a phone', async () => {
    const page = await openPage({ ownContext: true, at: '#confirm' });
    await page.setViewportSize({ width: 360, height: 740 });
    await signUp('sven');
    const newest = page.locator('[data-newest-message]');
    await newest.getByText('sven@example.com', { exact: true }).waitFor();
    await newest.getByRole('button', { name: /^Use this code/ }).click();
    expect(await view(page).getByLabel('Username').inputValue()).toBe('sven');
    await press(page, 'Confirm');
    await waitForView(page, 'Sign in');
    await newest.getByText('sven@example.com', { exact: true }).waitFor({ state: 'hidden' });
  });

  it('offers no code of another user to one who is signed in', async () => {
    const page = await openPage({ at: '#sign-in' });
    const message = page.locator('[data-messages] li', { hasText: 'tara@example.com' });
    await signUp('tara');
    await message.getByRole('button', { name: /^Use this code/ }).waitFor();
    await createAccount('timo');
    await signIn(page, 'timo');
    await waitForView(page, 'Hello, timo');
    await message.waitFor();
    expect(await message.getByRole('button', { name: /^Use/ }).count()).toBe(0);
    await message.getByRole('button', { name: /^Copy the code/ }).waitFor();
  });
});

describeInBrowser('a console whose local run stops and starts', () => {
  let run: LocalRun;
  afterEach(() => run.stop());

  it('says so, keeps what it shows, and continues by itself', async () => {
    run = await startLocalRun({});
    const port = Number(new URL(run.api).port);
    await signUp('uwe', run);
    const page = await newTab({ origins: [run.api] });
    await page.goto(`${run.api}/_local/#mailbox`);
    await rows(page, 'uwe@example.com').waitFor();
    await run.stop();
    await page.getByRole('status').getByText('The local run is not running.').waitFor();
    expect(await rows(page, 'uwe@example.com').count()).toBe(1);
    await openMessage(page, 'uwe@example.com');
    await press(page, 'Delete');
    await page.getByText('Nothing was deleted: the local run is not running.').waitFor();

    run = await startLocalRun({ port });
    await page.locator('[data-connection]').waitFor({ state: 'hidden' });
    await view(page).getByText('This message was deleted').waitFor();
    await signUp('vito', run);
    await eventually(async () => (await rows(page, 'vito@example.com').count()) === 1);
  });
});
