import { type EmailKind, type EmailText, emailTexts } from '../../../lambda/contract/email-texts';

const kinds: readonly EmailKind[] = ['confirmation', 'passwordReset', 'invitation', 'newAddress', 'signIn'];
const rows = Object.entries<Readonly<Record<string, EmailText>>>(emailTexts).flatMap(([language, texts]) =>
  kinds.map((kind) => ({ language, kind, text: texts[kind] })),
);

/** As long as the setting `productName` may be, and as HTML five times as long. */
const LONGEST_PRODUCT = '&'.repeat(100);

describe('the languages of the e-mails', () => {
  it('are language tags in their usual spelling', () => {
    const tags = Object.keys(emailTexts);
    expect(tags).toEqual(Intl.getCanonicalLocales(tags));
    expect(tags).toEqual(expect.arrayContaining(['en', 'de', 'fr']));
  });
});

describe.each(rows)('the e-mail $kind in $language', ({ kind, text }) => {
  const html = text?.paragraphs.join('\n') ?? '';

  it('has a subject and paragraphs', () => {
    expect(text?.subject).toMatch(/\S/);
    expect(html).toMatch(/\S/);
  });

  it('has the code, and the invitation has the username, exactly once', () => {
    expect(html.match(/\{####\}/g)).toHaveLength(1);
    expect(html.match(/\{username\}/g) ?? []).toHaveLength(kind === 'invitation' ? 1 : 0);
  });

  it('names the product in subject and text, and has no other placeholders', () => {
    expect([text?.subject, html]).toEqual([expect.stringContaining('{product}'), expect.stringContaining('{product}')]);
    expect(text?.subject.match(/\{[^}]*\}/g)).toEqual(['{product}']);
    const known = ['{####}', '{username}', '{product}'];
    expect(html.match(/\{[^}]*\}/g)?.filter((placeholder) => !known.includes(placeholder))).toEqual([]);
  });

  it('has paragraphs whose HTML elements are closed', () => {
    for (const paragraph of text?.paragraphs ?? []) {
      const open: string[] = [];
      for (const [, slash, name = ''] of paragraph.matchAll(/<(\/?)([a-z]+)>/g)) {
        if (slash) expect(open.pop()).toBe(name);
        else open.push(name);
      }
      expect(open).toEqual([]);
      expect(paragraph.replace(/<\/?[a-z]+>/g, '').replace(/&(?:#\d+|[a-z]+);/g, '')).not.toMatch(/[<>&]/);
    }
  });

  // Source: EmailVerificationSubjectType and EmailVerificationMessageType in the API reference of Cognito.
  it('fits into 140 characters of subject and 20,000 of text with the longest name of a product', () => {
    expect(text?.subject.replace('{product}', LONGEST_PRODUCT).length).toBeLessThanOrEqual(140);
    expect(html.replaceAll('{product}', LONGEST_PRODUCT.replaceAll('&', '&#38;')).length).toBeLessThan(19_000);
  });
});
