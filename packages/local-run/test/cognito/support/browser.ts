/** Where a request has led: to a page of the Cognito host, or by a redirect to another host. */
export interface Visit {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** URL of a redirect to another host. */
  readonly left: URL | undefined;
}

/** A minimal browser for the sign-in pages: it keeps cookies, follows redirects and submits forms. */
export class Browser {
  readonly cookies = new Map<string, string>();
  /** All `Set-Cookie` headers. */
  readonly setCookies: string[] = [];
  #form: { action: string; hidden: Record<string, string> } | undefined;
  readonly #host: string;
  readonly #origins: ReadonlySet<string>;
  #url = '';

  /** Follows redirects to the host, and to others of this machine. As in a browser, they share their cookies. */
  constructor(host: string, ...others: readonly string[]) {
    this.#host = host;
    this.#origins = new Set([host, ...others].map((url) => new URL(url).origin));
  }

  /** Opens a URL of the host and follows redirects. */
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
      if (this.#origins.has(next.origin)) return this.open(next.href);
      return { status: reply.status, headers: reply.headers, html, left: next };
    }
    this.#form = formOf(html);
    this.#url = url.href;
    return { status: reply.status, headers: reply.headers, html, left: undefined };
  }

  /** Submits the form of the current page, with its hidden fields and the typed values. */
  submit(typed: Record<string, string>): Promise<Visit> {
    const { action, hidden } = this.#form ?? { action: 'no form', hidden: {} };
    const body = new URLSearchParams({ ...hidden, ...typed });
    return this.open(new URL(action, this.#url).href, { method: 'POST', body });
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

/** Unescapes HTML text. */
export function text(html: string): string {
  return html.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

/** The error message on a page. */
export function problemOn({ html }: Visit): string | undefined {
  const message = /<p class="wrong"[^>]*>([^<]*)<\/p>/.exec(html)?.[1];
  return message === undefined ? undefined : text(message);
}
