import { signUpAndSignIn } from '../support/accounts';
import { describeInBrowser, fill, openPage, press, view, waitForView } from '../support/browser';
import { localRun, runOnce } from '../support/local-run';

runOnce();

describeInBrowser('the sections of the console', () => {
  it('have a link each, which is marked while its section is shown', async () => {
    const page = await openPage();
    const navigation = page.getByRole('navigation', { name: 'Sections' });
    const current = navigation.locator('[aria-current="page"]');
    expect(await current.innerText()).toBe('Try the API');
    for (const name of ['Users', 'Mailbox', 'Tables', 'Requests', 'Clock and failures']) {
      await navigation.getByRole('link', { name }).click();
      await waitForView(page, name);
      expect(await current.innerText()).toBe(name);
      expect(await page.title()).toBe(`${name} · API console`);
      expect(await page.evaluate('document.activeElement.textContent')).toBe(name);
    }
    await page.goBack();
    await waitForView(page, 'Requests');
    await page.reload();
    await waitForView(page, 'Requests');
  });

  it('keep what was typed in the form that was open, and lead back to it', async () => {
    const page = await openPage({ at: '#confirm' });
    await fill(page, { Username: 'ulla', Code: '123' });
    await page.getByRole('link', { name: 'Mailbox' }).click();
    await waitForView(page, 'Mailbox');
    await page.getByRole('link', { name: 'Try the API' }).click();
    await waitForView(page, 'Confirm your account');
    expect(await view(page).getByLabel('Code').inputValue()).toBe('123');
    await page.getByRole('link', { name: 'Users' }).click();
    await page.goBack();
    await waitForView(page, 'Confirm your account');
    expect(await view(page).getByLabel('Code').inputValue()).toBe('123');
  });

  it('stay open when the session ends, and the form that follows gives the reason', async () => {
    const page = await openPage();
    await signUpAndSignIn(page, 'vera');
    const [second] = await Promise.all([page.waitForEvent('popup'), page.evaluate('void open(location.href)')]);
    await waitForView(second, 'Hello, vera');
    await second.getByRole('link', { name: 'Tables' }).click();
    await waitForView(second, 'Tables');
    await page.bringToFront();
    await press(page, 'Sign out');
    await waitForView(page, 'Sign in');
    await second.bringToFront();
    await second.locator('[data-session-state]', { hasText: 'Not signed in' }).waitFor();
    await waitForView(second, 'Tables');
    await second.getByRole('link', { name: 'Try the API' }).click();
    await waitForView(second, 'Sign in');
    await second.getByText('You were signed out in another tab.').waitFor();
  });

  it('are hidden if they need the embedded Cognito and the run uses another one', async () => {
    const configuration = (await (await fetch(`${localRun().api}/_local/config.json`)).json()) as object;
    const page = await openPage({
      at: '#users',
      configuration: { ...configuration, embedded: { cognito: false, dynamodb: true } },
    });
    await waitForView(page, 'Create an account');
    expect(await page.getByRole('navigation', { name: 'Sections' }).getByRole('link').allInnerTexts()).toEqual([
      'Try the API',
      'Tables',
      'Requests',
    ]);
  });

  it('copy the address of the API and the tokens of the session', async () => {
    const page = await openPage({ ownContext: true });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const clipboard = () => page.evaluate('navigator.clipboard.readText()') as Promise<string>;
    await press(page, 'Copy the API address');
    await page.getByRole('status').filter({ hasText: 'Copied.' }).waitFor();
    expect(await clipboard()).toBe(localRun().api);

    await signUpAndSignIn(page, 'ottoline');
    const tokens = JSON.parse(
      await page.evaluate('Object.values(sessionStorage).find((value) => value.includes("idToken"))'),
    );
    for (const [name, token] of [
      ['ID token', tokens.idToken],
      ['access token', tokens.accessToken],
      ['refresh token', tokens.refreshToken],
    ]) {
      await press(page, `Copy the ${name}`);
      expect((await clipboard()) === token).toBe(true);
    }
  });
});
