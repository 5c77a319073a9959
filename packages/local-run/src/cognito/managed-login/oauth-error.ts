/** An error reply of an endpoint that programs call: JSON with `error` and `error_description`. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';

  constructor(
    /** A code of RFC 6749, 6750 or 7009. */
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** An error that is reported to the client by a redirect of the browser to its redirect_uri (RFC 6749, 4.1.2.1). */
export class RedirectedError extends Error {
  override readonly name = 'RedirectedError';

  constructor(
    /** The redirect_uri with the error in its query. */
    readonly location: string,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** An error that is shown as a page, because no redirect URI is known to be safe. */
export class PageError extends Error {
  override readonly name = 'PageError';

  constructor(
    /** A code for the developer; Cognito's own if it has one. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
