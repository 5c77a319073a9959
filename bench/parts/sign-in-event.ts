/** What API Gateway hands to the function behind POST /sign-in, as far as handlers look at it. */
export const signInEvent = {
  resource: '/sign-in',
  httpMethod: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ username: 'ada', password: 'Correct-Horse-7' }),
  requestContext: { requestId: '00000000-0000-0000-0000-000000000000', httpMethod: 'POST' },
};
