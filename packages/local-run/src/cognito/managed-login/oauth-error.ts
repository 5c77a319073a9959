/** A refusal in OAuth's words, for the endpoints that a program calls: JSON, with what it says. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';

  constructor(
    /** As RFC 6749 and its companions list them. */
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** A refusal that the client hears of at its own address, to which the browser is sent (RFC 6749, 4.1.2.1). */
export class RedirectedError extends Error {
  override readonly name = 'RedirectedError';

  constructor(
    readonly location: string,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** A refusal that only the person at the browser is told, because nobody knows which address is safe to send them to. */
export class PageError extends Error {
  override readonly name = 'PageError';

  constructor(
    /** One word for whoever looks it up; Cognito's own where there is one. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
