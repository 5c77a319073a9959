import { Mailbox } from '../../src/cognito/emails/mailbox';
import { ExpiringMap } from '../../src/cognito/expiring-map';
import { User, UserDirectory } from '../../src/cognito/users/user';

const HOUR = 3_600_000;

describe('ExpiringMap', () => {
  it('still finds an entry that has just expired, so that it can be told from an unknown one', () => {
    const map = new ExpiringMap<{ expiresAt: number }>();
    map.set('old', { expiresAt: 1 }, 0);
    for (let number = 0; number < 5_000; number += 1) map.set(`new${number}`, { expiresAt: HOUR }, HOUR / 2);
    expect(map.get('old')).toEqual({ expiresAt: 1 });
    expect(map.get('never')).toBeUndefined();
  });

  it('does not grow with what has long expired, and keeps all that is alive', () => {
    const map = new ExpiringMap<{ expiresAt: number }>();
    map.set('alive', { expiresAt: 1_000 * HOUR }, 0);
    for (let number = 0; number < 100_000; number += 1) {
      const now = number * 1_000;
      map.set(String(number), { expiresAt: now }, now);
    }
    expect(map.size).toBeLessThan(20_000);
    expect(map.get('alive')).toBeDefined();
    map.delete('alive');
    expect(map.get('alive')).toBeUndefined();
  });
});

const message = (number: number, to = 'Ada@example.org') => ({
  to,
  username: 'ada',
  subject: 'subject',
  text: 'text',
  code: String(number),
  sentAt: new Date(number).toISOString(),
});

describe('Mailbox', () => {
  it('finds the messages to an address in any case, oldest first', () => {
    const mailbox = new Mailbox();
    mailbox.send(message(1));
    mailbox.send(message(2, 'bob@example.org'));
    mailbox.send(message(3, 'ada@EXAMPLE.org'));
    expect(mailbox.messages('ADA@example.org').map(({ code }) => code)).toEqual(['1', '3']);
    expect(mailbox.messages()).toHaveLength(3);
    expect(mailbox.messages('carol@example.org')).toEqual([]);
  });

  it('keeps the newest five thousand', () => {
    const mailbox = new Mailbox();
    for (let number = 1; number <= 20_000; number += 1) mailbox.send(message(number));
    const kept = mailbox.messages();
    expect(kept).toHaveLength(5_000);
    expect(kept.at(0)?.code).toBe('15001');
    expect(kept.at(-1)?.code).toBe('20000');
  });
});

describe('UserDirectory', () => {
  let looks = 0;

  /** A user who counts how often somebody looks at the number. */
  function countingUser(username: string): User {
    const credential = { salt: 1n, verifier: 1n };
    const account = { sub: username, username, attributes: new Map(), credential };
    const user = new User({ ...account, status: 'CONFIRMED', now: 0 });
    let number = 0;
    return Object.defineProperty(user, 'number', {
      get: () => {
        looks += 1;
        return number;
      },
      set: (value: number) => {
        number = value;
      },
    });
  }

  it('pages through 10,000 users and lets as many leave without looking at all of them each time', () => {
    const users = new UserDirectory({ caseSensitive: true, emailAsUsername: false, emailAlias: false });
    const has = users.has.bind(users);
    users.has = (user) => {
      looks += 1;
      return has(user);
    };
    const all = Array.from({ length: 10_000 }, (_, index) => countingUser(`user${index}`));
    for (const user of all) users.add(user);
    const seen: User[] = [];
    for (let page: User[] = []; ; page = []) {
      for (const user of users.after(seen.at(-1)?.number ?? 0)) if (page.push(user) === 10) break;
      if (page.length === 0) break;
      seen.push(...page);
    }
    expect(seen.length).toBe(all.length);
    expect(seen.findIndex((user, index) => user !== all[index])).toBe(-1);
    for (const user of all.slice(10)) users.remove(user);
    expect([...users.after(0)].map(({ username }) => username)).toEqual(
      all.slice(0, 10).map(({ username }) => username),
    );
    expect(looks).toBeLessThan(10 * all.length);
  });
});
