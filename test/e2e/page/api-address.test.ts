import { signUpAndSignIn } from '../support/accounts';
import { describeInBrowser, openPage, press, view, waitForAlert, waitForStatus, waitForView } from '../support/browser';
import { localRun, runOnce } from '../support/local-run';

runOnce();

describeInBrowser('the page with ?api=', () => {
  it('explains an address that is not valid, without repeating its password', async () => {
    const page = await openPage({ at: '?api=https://ada:hidden@api.example/dev' });
    await waitForAlert(page, 'The address in ?api= is not a valid API address: it contains a user name or a password.');
    expect(await page.getByRole('alert').innerText()).not.toContain('hidden');
    expect(await page.locator('form:visible').count()).toBe(0);

    const errorFor = (api: string) =>
      page.evaluate(`import('./api-address.js').then(({ parseApiAddress }) =>
        parseApiAddress(${JSON.stringify(`?${new URLSearchParams({ api })}`)}, location.origin).error)`);
    expect(await errorFor('nonsense')).toContain(
      '"nonsense" is not a valid API address: it is not a URL. Set ?api= to',
    );
    expect(await errorFor('')).toContain('"" is not a valid API address: it is not a URL.');
    expect(await errorFor('ftp://files.example')).toContain('it does not start with https:// or http://.');
    expect(await errorFor('javascript:alert(1)')).toContain('it does not start with https:// or http://.');
    expect(await errorFor('https://api.example/dev?stage=x')).toContain('it contains a query (?) or a fragment (#).');
    expect(await errorFor('https://api.example/dev#x')).toContain('it contains a query (?) or a fragment (#).');
    expect(await errorFor('https://*.example')).toContain('its host name contains characters that are not allowed.');
    expect(await errorFor('https://api.example/dev/')).toBeUndefined();
  });

  it('calls the API at the address with its base path, and has no mailbox', async () => {
    const elsewhere = 'https://abc.execute-api.us-east-1.amazonaws.com';
    const page = await openPage({ at: `?api=${elsewhere}/dev/#sign-in`, origins: [elsewhere] });
    const headers = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' };
    await page.route(`${elsewhere}/dev/hello`, (route) =>
      route.fulfill({ json: { message: 'Hello from afar' }, headers }),
    );
    await press(page, 'Use this API');
    await press(page, 'GET /hello');
    await waitForStatus(page, 'Hello from afar');
    expect(await page.getByRole('heading', { name: 'Mailbox' }).isVisible()).toBe(false);
    expect(await page.locator('[data-api-base]').innerText()).toBe(`${elsewhere}/dev`);
  });

  it('works across origins, and without browser storage until a reload', async () => {
    const elsewhere = localRun().api.replace('localhost', '127.0.0.1');
    const refuse = `Object.defineProperty(window, 'sessionStorage', {
      get() { throw new DOMException('', 'SecurityError'); },
    })`;
    const page = await openPage({ at: `?api=${elsewhere}`, origins: [elsewhere], before: refuse });
    await press(page, 'Use this API');
    await signUpAndSignIn(page, 'emma');
    await view(page).getByText('reloading the page signs you out').waitFor();
    await press(page, 'GET /secret');
    await waitForStatus(page, 'This is for signed-in callers only');
    await page.reload();
    await press(page, 'Use this API');
    await waitForView(page, 'Sign in');
  });

  it('asks once per tab before it shows a form for an API of another origin', async () => {
    const elsewhere = 'https://api.example:8443';
    const page = await openPage({ at: `?api=${elsewhere}/dev#sign-in`, origins: [elsewhere] });
    await page.getByText('Passwords go to api.example:8443.').waitFor();
    expect([await page.locator('form:visible').count(), await page.locator('nav:visible').count()]).toEqual([0, 0]);
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Use this API' }).focus();
    await page.keyboard.press('Enter');
    await waitForView(page, 'Sign in');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await page.reload();
    await waitForView(page, 'Sign in');
    expect(await page.getByRole('button', { name: 'Use this API' }).isVisible()).toBe(false);

    await page.goto(`${localRun().api}/_local/?api=https://other.example/dev#sign-in`);
    await page.getByText('Passwords go to other.example.').waitFor();
    expect(await page.locator('form:visible').count()).toBe(0);
  });

  it('does not ask for an API of its own origin', async () => {
    const page = await openPage({ at: `?api=${localRun().api}/#sign-in` });
    await waitForView(page, 'Sign in');
    expect(await page.getByRole('button', { name: 'Use this API' }).isVisible()).toBe(false);
  });
});
