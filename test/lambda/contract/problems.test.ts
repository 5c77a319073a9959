import { Problem, type ProblemCode, problemBody, problems } from '../../../lambda/contract/problems';

const ADVICE = `Clients branch on these codes and expect these statuses. A code may be added, but must not be renamed,
removed or given another status. For a new meaning, add a new code to the problems and to this test.`;

describe('the table of problems', () => {
  it('has the codes and statuses that clients depend on', () => {
    const statuses = Object.fromEntries(Object.entries(problems).map(([code, { status }]) => [code, status]));
    const expected: Record<string, number> = {
      invalid_request: 400,
      invalid_code: 400,
      wrong_password: 400,
      passkey_expired: 400,
      passkey_not_accepted: 400,
      mfa_not_configured: 400,
      unauthorized: 401,
      invalid_credentials: 401,
      invalid_passkey: 401,
      reauthentication_required: 401,
      challenge_expired: 401,
      invalid_refresh_token: 401,
      refresh_token_reused: 401,
      forbidden: 403,
      invalid_signature: 403,
      blocked: 403,
      user_not_confirmed: 403,
      password_reset_required: 403,
      not_found: 404,
      passkey_not_found: 404,
      username_taken: 409,
      email_taken: 409,
      no_password: 409,
      too_many_passkeys: 409,
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
    expect({ ...statuses, advice: ADVICE }).toEqual({ ...expected, advice: ADVICE });
  });

  it.each(Object.entries(problems))('has a snake_case code and a title without a period: %s', (code, { title }) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(title).toMatch(/^[A-Z].*[^.]$/);
  });

  it.each(Object.entries(problems))('has retryAfter if and only if the status is 429 or 503: %s', (_, problem) => {
    const isTemporary = problem.status === 429 || problem.status === 503;
    expect('retryAfter' in problem).toBe(isTemporary);
  });
});

describe('problemBody', () => {
  it('has type, title, status, code and request id, and no errors when there are none', () => {
    expect(problemBody('username_taken', 'id-of-the-request')).toEqual({
      type: 'about:blank',
      title: problems.username_taken.title,
      status: 409,
      code: 'username_taken',
      requestId: 'id-of-the-request',
    });
    expect(problemBody('username_taken', 'id-of-the-request')).not.toHaveProperty('errors');
  });

  it('has the errors of the fields when there are some', () => {
    const errors = [{ field: 'code', message: 'is required' }];
    expect(problemBody('invalid_request', 'id-of-the-request', errors)).toMatchObject({ status: 400, errors });
  });
});

describe('a Problem', () => {
  it.each(Object.entries(problems))('is an Error with the code and its title as the message: %s', (code, { title }) => {
    const problem = new Problem(code as ProblemCode);
    expect(problem).toBeInstanceOf(Error);
    expect(problem).toMatchObject({ name: 'Problem', code, message: title });
  });

  it('has neither errors nor a cause when none are given', () => {
    const { errors, cause } = new Problem('unauthorized');
    expect([errors, cause]).toEqual([undefined, undefined]);
  });

  it('keeps the errors for the caller and the cause for the log', () => {
    const errors = [{ field: 'code', message: 'is required' }];
    const problem = new Problem('invalid_request', { errors, cause: 'SignUp: InvalidParameterException' });
    expect(problem).toMatchObject({ errors, cause: 'SignUp: InvalidParameterException' });
    expect(problem.message).not.toContain('SignUp');
  });

  it('has code, status and title of an error that a feature defines', () => {
    const noteNotFound = { code: 'note_not_found', status: 404, title: 'You have no such note' };
    const problem = new Problem(noteNotFound);
    expect(problem).toMatchObject({ code: 'note_not_found', message: 'You have no such note', type: noteNotFound });
    expect(problemBody(problem.type, 'id-of-the-request')).toEqual({
      type: 'about:blank',
      title: 'You have no such note',
      status: 404,
      code: 'note_not_found',
      requestId: 'id-of-the-request',
    });
  });
});
