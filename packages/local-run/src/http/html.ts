import { createHash } from 'node:crypto';

/** A page as an HTTP reply. */
interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Escaped markup. Only `html` creates it, so that no page contains unescaped text. */
class Markup {
  constructor(readonly text: string) {}
}

type Part = Markup | readonly Markup[] | string | undefined | false;

/** A template: strings in it are escaped, markup is not. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const rendered = parts.map((part) => {
    if (part === undefined || part === false) return '';
    return [part]
      .flat()
      .map((it) => (it instanceof Markup ? it.text : escapeHtml(it as string)))
      .join('');
  });
  return new Markup(String.raw({ raw: strings }, ...rendered));
}

export type { Markup };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2129; --soft: #5a6270; --line: #b9c0cb; --paper: #fff; --back: #f3f5f8; --accent: #1f5fbf; --on-accent: #fff; --wrong: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaee; --soft: #a6aebb; --line: #4a5260; --paper: #1b1f26; --back: #12151a; --accent: #8ab4f8; --on-accent: #10203a; --wrong: #f2a29b; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--back); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 24rem; padding: 2rem 1.5rem; background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; overflow-wrap: anywhere; }
.brand { margin: 0 0 .25rem; color: var(--soft); font-weight: 600; }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.2; }
label { display: block; margin-top: 1rem; font-weight: 600; }
input { width: 100%; margin-top: .25rem; padding: .625rem .75rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: .5rem; }
input[aria-invalid] { border-color: var(--wrong); }
button, .button { display: block; width: 100%; margin-top: 1.5rem; padding: .75rem; font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); border: 0; border-radius: .5rem; cursor: pointer; text-align: center; text-decoration: none; }
.providers { margin: 0; }
.providers .button { margin-top: .75rem; }
.providers + form { margin-top: 1.5rem; padding-top: .5rem; border-top: 1px solid var(--line); }
button.second, .button { color: inherit; background: none; border: 1px solid var(--soft); }
form + form button { margin-top: .75rem; }
.hint { display: block; margin: .25rem 0 0; color: var(--soft); font-size: .875rem; }
.links { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .5rem 1.5rem; margin: 1.5rem 0 0; padding: 0; list-style: none; }
a { color: var(--accent); }
input[type=checkbox] { width: auto; margin: 0 .5rem 0 0; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.wrong { margin: 0; padding: .75rem 1rem; color: var(--wrong); border: 1px solid var(--wrong); border-radius: .5rem; }
.done { margin: 0; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .5rem; }
.soft { margin: 1.5rem 0 0; color: var(--soft); font-size: .875rem; }
`;

const styleHash = createHash('sha256').update(STYLE).digest('base64');

/** What a page contains. */
interface PageContent {
  readonly title: string;
  readonly main: Markup;
  /**
   * Origin that a form may redirect to, or `anywhere`.
   * @default the page has no forms
   */
  readonly formRedirectsTo?: string | undefined;
}

/** A complete page. */
export function page(
  status: number,
  { title, main, formRedirectsTo }: PageContent,
  headers: Readonly<Record<string, string>> = {},
): Page {
  // Outside the template, because formatting the template would change the hash.
  const style = new Markup(`<style>${STYLE}</style>`);
  const { text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${style}
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;
  return { status, headers: { ...headers, ...securityHeaders(formRedirectsTo) }, body: text };
}

/** Allows no script, no external resource, no frame, and forms to this server and the given origin only. */
function securityHeaders(formRedirectsTo: string | undefined): Record<string, string> {
  const policy = {
    'default-src': "'none'",
    'style-src': `'sha256-${styleHash}'`,
    // Left out for redirects to anywhere: no value of it allows the scheme of every app.
    ...(formRedirectsTo !== 'anywhere' && {
      'form-action': formRedirectsTo === undefined ? "'none'" : `'self' ${formRedirectsTo}`,
    }),
    'base-uri': "'none'",
    'frame-ancestors': "'none'",
  };
  const directives = Object.entries(policy).map(([name, value]) => `${name} ${value}`);
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': directives.join('; '),
    // The page's URL contains the authorization request.
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}
