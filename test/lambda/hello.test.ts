import { load } from './support/invoke';
import { describeSuccessReply } from './support/replies';

describe('GET /hello', () => {
  describeSuccessReply('hello', {});

  it.each([null, '{', 'null'])('answers 200 with a greeting when the body is %j', async (body) => {
    const reply = await load('hello')({ body });
    expect([reply.status, reply.body]).toEqual([200, { message: 'Hello!' }]);
  });
});
