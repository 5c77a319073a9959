/** What a browser has come to: a page of the Cognito host, or the address to which it was sent away from it. */
export interface Visit {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** Where it was sent, outside of the host. */
  readonly left: URL | undefined;
}

/** As much of a browser as the sign-in pages need: it keeps cookies, follows redirects and fills in a form. */
export class Browser {
  readonly cookies = new Map<string, string>();
  /** Each `Set-Cookie` as it came. */
  readonly setCookies: string[] = [];
  #form: { action: string; hidden: Record<string, string> } | undefined;
  readonly #host: string;

  constructor(host: string) {
    this.#host = host;
  }

  /** Opens an address of the host, and all that it leads to there. */
  async open(path: string, init: RequestInit = {}): Promise<Visit> {
    const url = new URL(path, this.#host);
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...init.headers, ...(cookie && { cookie }) };
    const reply = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of reply.headers.getSetCookie()) this.#keep(line);
    const html = await reply.text();
    const location = reply.headers.get('location');
    if (location !== null) {
      const next = new URL(location, url);
      if (next.origin === url.origin) return this.open(next.href);
      return { status: reply.status, headers: reply.headers, html, left: next };
    }
    this.#form = formOf(html);
    return { status: reply.status, headers: reply.headers, html, left: undefined };
  }

  /** Sends the form of the page before, with what it hides and what a person types. */
  submit(typed: Record<string, string>): Promise<Visit> {
    const { action, hidden } = this.#form ?? { action: 'no form', hidden: {} };
    const body = new URLSearchParams({ ...hidden, ...typed });
    return this.open(action, { method: 'POST', body });
  }

  #keep(line: string): void {
    this.setCookies.push(line);
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

function formOf(html: string) {
  const action = /<form method="post" action="([^"]*)"/.exec(html)?.[1];
  if (action === undefined) return undefined;
  const inputs = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  const hidden = Object.fromEntries(inputs.map(([, name = '', value = '']) => [name, text(value)]));
  return { action: text(action), hidden };
}

/** What escaped text says. */
export function text(html: string): string {
  return html.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

/** The words that a problem is told in. */
export function problemOn({ html }: Visit): string | undefined {
  const told = /<p class="wrong"[^>]*>([^<]*)<\/p>/.exec(html)?.[1];
  return told === undefined ? undefined : text(told);
}
