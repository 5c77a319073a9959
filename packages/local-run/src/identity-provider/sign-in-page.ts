import { html, page } from '../http/html';

/** What the page of a provider shows. */
interface SignInForm {
  /** Name of the provider, as a person knows it. */
  readonly provider: string;
  readonly email: string;
  readonly name: string;
  readonly emailVerified: boolean;
  /** Error message, if the previous attempt failed. */
  readonly problem?: string | undefined;
}

/** The page that stands in for the provider's own. Its form is sent to the URL of the page. */
export function signInPage(status: number, { provider, email, name, emailVerified, problem }: SignInForm) {
  const title = `Sign in with ${provider}`;
  const main = html`<h1>${title}</h1>
<p>This is a stand-in for ${provider}. It runs on this machine and asks for no password: enter the account that ${provider} would confirm.</p>
${problem !== undefined && html`<p class="wrong" id="problem" role="alert">${problem}</p>`}
<form method="post" action="">
<label for="email">E-mail address</label>
<input id="email" name="email" type="email" autocomplete="email" required value="${email}" autofocus${
    problem !== undefined && html` aria-invalid="true" aria-describedby="problem"`
  }>
<label for="name">Name</label>
<input id="name" name="name" autocomplete="name" value="${name}">
<label for="verified"><input id="verified" name="verified" type="checkbox" value="yes"${
    emailVerified && html` checked`
  }>${provider} has verified the address</label>
<button>Continue</button>
<button class="second" name="cancel" value="yes" formnovalidate>Cancel</button>
</form>
<p class="soft">The same address is always the same account of ${provider}.</p>`;
  const heading = problem === undefined ? title : `Error: ${title}`;
  // The app's address is not known here, and a browser checks it against the policy: the form ends there after redirects.
  return page(status, { title: heading, main, formRedirectsTo: 'anywhere' });
}

/** The page for a request that the provider refuses, such as one with another redirect URI than Cognito's. */
export function errorPage(provider: string, { error, error_description: description }: ProviderError) {
  const main = html`<h1>${provider} refuses this request</h1>
<p class="wrong" role="alert">${description ?? error}</p>
<p class="soft">This is a stand-in for ${provider}. Go back to the app and try again. Error code: ${error}.</p>`;
  return page(400, { title: `${provider} refuses this request`, main });
}

/** The parameters of an OAuth error. */
interface ProviderError {
  readonly error: string;
  readonly error_description?: string | undefined;
}
