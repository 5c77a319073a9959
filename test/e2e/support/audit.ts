import { source as axe } from 'axe-core';
import type { Page } from 'playwright-core';

interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly string[] }[];
}

/** Sizes of a desktop and of a phone. The page has other navigations, columns and controls on each. */
const desktop = { width: 1280, height: 800 };
const phone = { width: 360, height: 740 };

/** Serious and critical findings of axe on desktop and phone in both themes, and horizontal overflow at 360 px. */
async function findings(page: Page, context: string): Promise<string[]> {
  const found: string[] = [];
  for (const [device, size] of Object.entries({ desktop, phone })) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      // The dark theme differs in colors only.
      const rules = colorScheme === 'light' ? {} : { runOnly: ['color-contrast', 'link-in-text-block'] };
      const options = { ...rules, resultTypes: ['violations'], preload: false };
      const violations = (await page.evaluate(
        `axe.run(${JSON.stringify(context)}, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
      )) as Finding[];
      for (const { id, impact, nodes } of violations) {
        if (['serious', 'critical'].includes(impact)) {
          found.push(`${device}, ${colorScheme}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
        }
      }
    }
  }
  const width = await page.evaluate('document.documentElement.scrollWidth');
  if (Number(width) > phone.width) found.push(`${width} px wide on a phone`);
  await page.setViewportSize(desktop);
  return found;
}

/** Collects the findings of one view after the other. */
export async function audit(page: Page) {
  await page.evaluate(axe);
  const found: Record<string, string[]> = {};
  return {
    // The sidebar is the same on all views.
    async check(name: string, context = 'main') {
      found[name] = await findings(page, context);
    },
    expectNone: () => expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, []]))),
  };
}
