import { problems } from '../../../lambda/contract/problems';

const RENAMED = `Clients branch on these codes, and expect these statuses with them: a code may be added, but never renamed,
removed or given another status. Where a new meaning is needed, add a new code, here too.`;

describe('the codes of problems', () => {
  it('are still what clients know them as', () => {
    const statuses = Object.fromEntries(Object.entries(problems).map(([code, { status }]) => [code, status]));
    const promised: Record<string, number> = {
      invalid_request: 400,
      invalid_code: 400,
      wrong_password: 400,
      mfa_not_configured: 400,
      unauthorized: 401,
      invalid_credentials: 401,
      challenge_expired: 401,
      invalid_refresh_token: 401,
      refresh_token_reused: 401,
      forbidden: 403,
      invalid_signature: 403,
      blocked: 403,
      user_not_confirmed: 403,
      password_reset_required: 403,
      not_found: 404,
      username_taken: 409,
      email_taken: 409,
      already_confirmed: 409,
      payload_too_large: 413,
      unsupported_media_type: 415,
      weak_password: 422,
      password_reused: 422,
      rejected: 422,
      rate_limited: 429,
      too_many_attempts: 429,
      internal_error: 500,
      misconfigured: 500,
      bad_gateway: 502,
      upstream_unavailable: 503,
      gateway_timeout: 504,
    };
    expect({ ...statuses, advice: RENAMED }).toEqual({ ...promised, advice: RENAMED });
  });

  it.each(Object.entries(problems))('are snake_case names with a title for a person: %s', (code, { title }) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(title).toMatch(/^[A-Z].*[^.]$/);
  });

  it.each(Object.entries(problems))('say when to try again exactly where that helps: %s', (_, problem) => {
    const helps = problem.status === 429 || problem.status === 503;
    expect('retryAfter' in problem).toBe(helps);
  });
});
