import { audit } from '../support/audit';
import { describeInBrowser, openPage, view, waitForView } from '../support/browser';
import { runOnce } from '../support/local-run';

runOnce();

describeInBrowser('the section "Tables" of an app without a table', () => {
  it('says how to get one, without a serious accessibility violation', async () => {
    const page = await openPage({ at: '#tables' });
    await waitForView(page, 'Tables');
    await page.getByRole('heading', { name: 'No tables' }).waitFor();
    expect(await view(page).locator('.empty-state p').innerText()).toBe(
      'Add a DynamoDB table to the CDK app, for example as in docs/guides/your-own-feature.md, and it appears here.',
    );
    const { check, expectNone } = await audit(page);
    await check('no tables', 'html');
    expectNone();
  });

  it('explains an address of a table that does not exist', async () => {
    const page = await openPage({ at: '#tables/Nowhere' });
    await waitForView(page, 'Nowhere');
    await page.getByRole('alert').filter({ hasText: 'template of the app has no table' }).waitFor();
    await page.getByRole('link', { name: 'All tables' }).click();
    await page.getByRole('heading', { name: 'No tables' }).waitFor();
  });
});
