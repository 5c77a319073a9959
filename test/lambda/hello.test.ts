import { describeSuccess } from './support/every-route';
import { load } from './support/invoke';

describe('GET /hello', () => {
  describeSuccess('hello', {});

  it.each([null, '{', 'null'])('answers 200 with a greeting to anybody, whatever they send (%s)', async (body) => {
    const answer = await load('hello')({ body });
    expect([answer.status, answer.body]).toEqual([200, { message: 'Hello!' }]);
  });
});
