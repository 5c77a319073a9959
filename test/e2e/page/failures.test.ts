import { problemBody } from '../../../lambda/contract/problems';
import { createAccount, PASSWORD } from '../support/accounts';
import {
  describeInBrowser,
  fill,
  listedRequests,
  openPage,
  press,
  stub,
  view,
  waitForAlert,
  waitForView,
} from '../support/browser';
import { heldReply } from '../support/held-reply';
import { localRun, runOnce } from '../support/local-run';

runOnce();

const unauthorized = {
  status: 401,
  contentType: 'application/problem+json',
  body: JSON.stringify(problemBody('unauthorized', 'a-request-id')),
};

describeInBrowser('replies and messages on the page', () => {
  it('shows an error for a missing, unreadable or unsupported reply, and signs in when the API works again', async () => {
    const page = await openPage({ at: '#sign-in' });
    const username = await createAccount('alice');
    await fill(page, { 'Username or e-mail address': username, Password: PASSWORD });

    await stub(page, '/sign-in', (route) => route.abort('connectionrefused'));
    await press(page, 'Sign in');
    await waitForAlert(page, `The API cannot be reached at ${localRun().api}: is npm start still running?`);

    const html = '<h1>Welcome</h1><script>document.title = "run"</script><img src="x">';
    for (const status of [200, 502]) {
      await stub(page, '/sign-in', (route) => route.fulfill({ status, contentType: 'text/html', body: html }));
      await press(page, 'Sign in');
      await waitForAlert(page, `The reply (status ${status}) is not JSON`);
      expect(await page.locator('[data-requests] details[open] pre').last().innerText()).toBe(html);
      expect(await page.title()).toBe('Sign in · API console');
    }

    const json = { challenge: 'SMS_MFA', session: 'a-session', username };
    await stub(page, '/sign-in', (route) => route.fulfill({ json }));
    await press(page, 'Sign in');
    await waitForView(page, 'One more step');
    await view(page).getByText('This page has no form for the challenge SMS_MFA.').waitFor();
    await page.getByRole('link', { name: 'Start again' }).click();

    // Pressing the button several times sends one request.
    const slow = heldReply();
    await stub(page, '/sign-in', async (route) => {
      await slow.released;
      await route.continue();
    });
    await fill(page, { Password: PASSWORD });
    await view(page).getByRole('button', { name: 'Sign in' }).dblclick();
    await page.keyboard.press('Enter');
    slow.release();
    await waitForView(page, 'Hello, alice');
    expect(await listedRequests(page)).toEqual([
      'POST /sign-in no reply',
      'POST /sign-in 200',
      'POST /sign-in 502',
      'POST /sign-in 200',
      'POST /sign-in 200',
    ]);

    // With another Cognito, the local run has no messages.
    await stub(page, '/_local/messages', (route) => route.fulfill({ status: 404, json: { message: 'no' } }));
    await page.reload();
    await page.getByRole('heading', { name: 'Mailbox' }).waitFor({ state: 'hidden' });
  });

  it('shows the day of a message that was not sent today, and takes eight digits for a code', async () => {
    const page = await openPage({ at: '#sign-in', ownContext: true });
    const message = (sentAt: Date, code: string, purpose: string) => ({
      ...{ id: code, to: 'ada@example.com', username: 'ada', subject: 'Your code', text: code, code, sentAt },
      ...{ purpose, status: 'valid' },
    });
    const messages = [
      message(new Date(2026, 0, 5, 9, 30), '402817', 'signUp'),
      message(new Date(), '40281795', 'signIn'),
    ];
    await stub(page, '/_local/messages', (route) => route.fulfill({ json: messages }));
    await page.reload();
    await page.locator('[data-messages]').getByText('40281795').waitFor();
    expect(await page.locator('[data-messages] time').allInnerTexts()).toEqual([
      expect.stringMatching(/^\d\d:\d\d/),
      expect.stringMatching(/^(5 Jan|Jan 5), /),
    ]);
    expect(await page.locator('[data-messages] button.use').allInnerTexts()).toEqual([
      expect.stringMatching(/^Use this code/),
      expect.stringMatching(/^Use this code/),
    ]);
  });

  it('keeps the layout while it waits, can be canceled, times out after 15 seconds, and counts down to a retry', async () => {
    const page = await openPage({ at: '#sign-in', ownContext: true });
    await page.clock.install();
    const slow = [heldReply(), heldReply(), heldReply()] as const;
    let calls = 0;
    await stub(page, '/sign-in', async (route) => {
      await slow[calls++]?.released;
      await route.fulfill(unauthorized).catch(() => {});
    });
    await fill(page, { 'Username or e-mail address': 'carl', Password: PASSWORD });
    const button = view(page).getByRole('button', { name: 'Sign in' });
    const cancel = view(page).getByRole('button', { name: 'Cancel' });
    const where = await button.boundingBox();

    await button.click();
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    await page.clock.fastForward(10_000);
    await cancel.waitFor();
    expect(await button.boundingBox()).toEqual(where);
    slow[0].release();
    await waitForAlert(page, 'Sign in first');

    await button.click();
    await page.clock.fastForward(2_000);
    await cancel.click();
    await waitForAlert(page, 'Canceled. The request may still have taken effect.');
    expect((await listedRequests(page)).at(-1)).toBe('POST /sign-in no reply');
    expect(await cancel.isVisible()).toBe(false);

    await button.click();
    await page.locator('[data-requests] .waiting').waitFor();
    await page.clock.fastForward(15_000);
    await waitForAlert(page, 'No reply within 15 seconds.');
    expect(await button.getAttribute('aria-disabled')).toBeNull();
    for (const { release } of slow) release();

    const body = JSON.stringify(problemBody('rate_limited', 'a-request-id'));
    const headers = { 'Retry-After': '70' };
    await stub(page, '/sign-in', (route) => route.fulfill({ status: 429, headers, body }));
    await page.clock.pauseAt(Date.now() + 120_000);
    await button.click();
    await waitForAlert(page, 'Try again in 1:10');
    await page.clock.runFor(2_000);
    await waitForAlert(page, 'Try again in 1:08');
    await page.clock.runFor(68_000);
    await waitForAlert(page, 'You can try again now.');
  });
});
