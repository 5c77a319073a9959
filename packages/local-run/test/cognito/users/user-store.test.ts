import { User } from '../../../src/cognito/users/user';
import { UserStore } from '../../../src/cognito/users/user-store';

describe('UserStore', () => {
  let reads = 0;

  /** A user that counts how often its number is read. */
  function countingUser(username: string): User {
    const credential = { salt: 1n, verifier: 1n };
    const account = { sub: username, username, attributes: new Map(), credential };
    const user = new User({ ...account, status: 'CONFIRMED', now: 0 });
    let number = 0;
    return Object.defineProperty(user, 'number', {
      get: () => {
        reads += 1;
        return number;
      },
      set: (value: number) => {
        number = value;
      },
    });
  }

  it('lists 10,000 users in pages and removes as many without visiting all of them each time', () => {
    const users = new UserStore({ caseSensitive: true, emailAsUsername: false, emailAlias: false });
    const has = users.has.bind(users);
    users.has = (user) => {
      reads += 1;
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
    expect(reads).toBeLessThan(10 * all.length);
  });
});
