import { createAccount } from '../support/accounts';
import { describeInBrowser, openPage, waitForView } from '../support/browser';
import { runOnce } from '../support/local-run';

runOnce();

const routes = [
  { method: 'GET', path: '/notes', auth: 'id-token' },
  { method: 'DELETE', path: '/notes/{id}', auth: 'access-token' },
  { method: 'POST', path: '/events', auth: 'iam' },
  { method: 'GET', path: '/status', auth: 'open' },
];

describeInBrowser('the page of an API without POST /sign-in', () => {
  it('lists the routes and shows messages, without forms', async () => {
    await createAccount('rosa');
    const page = await openPage({ at: '#sign-in', configuration: { routes } });
    await page.getByRole('heading', { name: 'API routes', level: 1 }).waitFor();
    await page.getByText('This API has no route POST /sign-in.').waitFor();
    expect(await page.locator('tbody tr').allInnerTexts()).toEqual([
      'GET\t/notes\tID token',
      'DELETE\t/notes/{id}\taccess token',
      'POST\t/events\tAWS signature',
      'GET\t/status\topen',
    ]);
    await page.locator('[data-messages] li', { hasText: 'rosa@example.com' }).waitFor();
    const parts = 'form:visible, main button:visible, nav.tabs:visible, [data-requests]:visible';
    expect(await page.locator(parts).count()).toBe(0);
    expect(await page.title()).toBe('API routes · API console');

    expect(await page.getByRole('navigation').getByRole('link').allInnerTexts()).toEqual([
      'Try the API',
      'Users',
      'Mailbox',
      'Tables',
      'Clock and failures',
    ]);
    await page.getByRole('link', { name: 'Users' }).click();
    await waitForView(page, 'Users');
    await page.getByRole('link', { name: 'Try the API' }).click();
    await waitForView(page, 'API routes');
  });

  it.each([
    ['has POST /sign-in', { method: 'POST', path: '/sign-in', auth: 'open' }],
    ['passes every request to one function', { method: 'ANY', path: '/{proxy+}', auth: 'open' }],
  ])('shows the forms if the API %s', async (_, route) => {
    const page = await openPage({ at: '#sign-in', configuration: { routes: [...routes, route] } });
    await waitForView(page, 'Sign in');
    expect(await page.getByRole('heading', { name: 'API routes' }).isVisible()).toBe(false);
  });

  it('shows the forms while the local run has no configuration', async () => {
    const page = await openPage({ at: '#sign-in', configuration: { message: 'The app is not loaded yet' } });
    await waitForView(page, 'Sign in');
  });
});
