import { Mailbox } from '../../../src/cognito/emails/mailbox';

const message = (number: number, to = 'Ada@example.org') => ({
  to,
  username: 'ada',
  subject: 'subject',
  text: 'text',
  code: String(number),
  sentAt: new Date(number).toISOString(),
});

describe('Mailbox', () => {
  it('returns the messages to an address in any case, oldest first', () => {
    const mailbox = new Mailbox();
    mailbox.send(message(1));
    mailbox.send(message(2, 'bob@example.org'));
    mailbox.send(message(3, 'ada@EXAMPLE.org'));
    expect(mailbox.messages('ADA@example.org').map(({ code }) => code)).toEqual(['1', '3']);
    expect(mailbox.messages()).toHaveLength(3);
    expect(mailbox.messages('carol@example.org')).toEqual([]);
  });

  it('removes one message by its id', () => {
    let changes = 0;
    const mailbox = new Mailbox([message(1)], { onChange: () => (changes += 1) });
    mailbox.send(message(2));
    const [first, second] = mailbox.messages();
    expect(new Set([first?.id, second?.id, undefined]).size).toBe(3);
    expect(mailbox.remove(String(first?.id))).toBe(true);
    expect(mailbox.remove(String(first?.id))).toBe(false);
    expect(mailbox.messages()).toEqual([second]);
    expect(changes).toBe(2);
  });

  it('keeps the newest 5,000 messages', () => {
    const mailbox = new Mailbox();
    for (let number = 1; number <= 20_000; number += 1) mailbox.send(message(number));
    const kept = mailbox.messages();
    expect(kept).toHaveLength(5_000);
    expect(kept.at(0)?.code).toBe('15001');
    expect(kept.at(-1)?.code).toBe('20000');
  });
});
