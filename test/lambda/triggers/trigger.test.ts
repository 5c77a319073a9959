import { TriggerRefusal, trigger } from '../../../lambda/triggers/trigger';
import { postConfirmationEvent as event } from '../../support/trigger-events';
import { callTrigger } from '../support/triggers';

const SECRET = 'Correct-Horse-7';

describe('a trigger', () => {
  it('returns the event with the response that it made, and logs one line without the attributes', async () => {
    const handler = trigger<{ triggerSource: string; response: { changed?: boolean } }>(({ response }) => {
      response.changed = true;
    });
    expect(await callTrigger(handler, event)).toEqual({
      returned: { ...event, response: { changed: true } },
      refused: undefined,
      log: [['info', { trigger: 'PostConfirmation_ConfirmSignUp', outcome: 'ok' }]],
    });
  });

  it('passes on the code of a TriggerRefusal, and logs it', async () => {
    const handler = trigger(() => {
      throw new TriggerRefusal('account_suspended');
    });
    expect(await callTrigger(handler, event)).toEqual({
      returned: undefined,
      refused: 'account_suspended',
      log: [['info', { trigger: 'PostConfirmation_ConfirmSignUp', outcome: 'account_suspended' }]],
    });
  });

  it.each([
    ['an error', new Error(`No row for ${SECRET}`)],
    ['a text', SECRET],
    ['an error with a cause', new Error('No row', { cause: new Error(SECRET) })],
  ])('replaces the text of every other error by internal_error, and logs its cause: %s', async (_, thrown) => {
    const handler = trigger(async () => {
      throw thrown;
    });
    const { returned, refused, log } = await callTrigger(handler, event);
    expect([returned, refused]).toEqual([undefined, 'internal_error']);
    const cause = expect.stringContaining(SECRET);
    expect(log).toEqual([['error', { trigger: 'PostConfirmation_ConfirmSignUp', outcome: 'internal_error', cause }]]);
  });

  it.each(['', 'two words', 'ada@example.com', 'email-domain', 'name="ada"'])(
    'refuses a code that could contain data: %j',
    (code) => {
      expect(() => new TriggerRefusal(code)).toThrow(
        'The code of a TriggerRefusal must have lower-case letters, digits and underscores only',
      );
    },
  );
});
