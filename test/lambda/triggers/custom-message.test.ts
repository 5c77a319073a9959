import type { CustomMessageTriggerEvent } from 'aws-lambda';
import { customMessageEvent } from '../../support/trigger-events';
import { loadTrigger } from '../support/triggers';

type Source = CustomMessageTriggerEvent['triggerSource'];

const variables = { EMAIL_LANGUAGES: 'de,fr', PRODUCT_NAME: 'Tom & <Ada> $&' };
const invoke = loadTrigger<CustomMessageTriggerEvent>('custom-message', variables);

interface Message {
  readonly triggerSource?: Source;
  readonly locale?: string;
  readonly language?: string;
}

/** The subject and text of an e-mail; undefined if the trigger changes nothing. */
async function write({ triggerSource = 'CustomMessage_SignUp', locale, language }: Message) {
  const usernameParameter = triggerSource === 'CustomMessage_AdminCreateUser' ? '{username}' : null;
  const event = {
    ...customMessageEvent,
    triggerSource,
    request: {
      ...customMessageEvent.request,
      usernameParameter,
      userAttributes: { email: 'ada@example.com', ...(locale !== undefined && { locale }) },
      ...(language !== undefined && { clientMetadata: { language } }),
    },
  } as CustomMessageTriggerEvent;
  const { returned, log } = await invoke(event);
  expect(log).toEqual([['info', { trigger: triggerSource, outcome: 'ok' }]]);
  const { emailSubject, emailMessage, smsMessage } = returned?.response ?? {};
  expect(smsMessage).toBeNull();
  return emailSubject === null && emailMessage === null ? undefined : { emailSubject, emailMessage };
}

describe('the custom-message trigger', () => {
  it.each<[Message, string | undefined]>([
    [{}, undefined],
    [{ language: 'de' }, 'Ihr Code für Tom & <Ada> $&'],
    [{ language: 'fr' }, 'Votre code pour Tom & <Ada> $&'],
    [{ locale: 'fr-CA' }, 'Votre code pour Tom & <Ada> $&'],
    [{ locale: 'fr', language: 'de' }, 'Votre code pour Tom & <Ada> $&'],
    [{ locale: 'es', language: 'de' }, 'Ihr Code für Tom & <Ada> $&'],
    [{ locale: 'en-GB', language: 'de' }, undefined],
    [{ language: 'en' }, undefined],
    [{ language: 'constructor' }, undefined],
    [{ language: '<b>' }, undefined],
  ])(
    'writes in the language of the user, then of the request, and else leaves the texts of the pool: %j',
    async (message, subject) => {
      expect((await write(message))?.emailSubject).toBe(subject);
    },
  );

  it.each<[Source, string]>([
    ['CustomMessage_SignUp', 'Ihr Code für'],
    ['CustomMessage_ResendCode', 'Ihr Code für'],
    ['CustomMessage_ForgotPassword', 'Ihr neues Passwort für'],
    ['CustomMessage_AdminCreateUser', 'Ihr Konto für'],
    ['CustomMessage_UpdateUserAttribute', 'Ihre neue E-Mail-Adresse für'],
    ['CustomMessage_VerifyUserAttribute', 'Ihre neue E-Mail-Adresse für'],
    ['CustomMessage_Authentication', 'Ihr Code für die Anmeldung bei'],
  ])('writes each e-mail with its placeholders: %s', async (triggerSource, subject) => {
    const message = await write({ triggerSource, locale: 'de' });
    expect(message?.emailSubject).toBe(`${subject} Tom & <Ada> $&`);
    expect(message?.emailMessage).toContain('{####}');
    expect(message?.emailMessage?.includes('{username}')).toBe(triggerSource === 'CustomMessage_AdminCreateUser');
    expect(message?.emailMessage).not.toContain('{product}');
  });

  it('escapes the name of the product in the text, and names the language', async () => {
    const { emailMessage } = (await write({ language: 'de' })) ?? {};
    expect(emailMessage).toMatch(/^<div lang="de">\n<p>.*<\/p>\n<\/div>$/s);
    expect(emailMessage).toContain('für Tom &#38; &#60;Ada&#62; $&#38; zu bestätigen');
  });

  it('does not start without its variables', () => {
    expect(() => loadTrigger('custom-message', {})).toThrow(
      'Missing or invalid environment variables: EMAIL_LANGUAGES, PRODUCT_NAME',
    );
  });
});
