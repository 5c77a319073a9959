import { ExpiringMap } from '../../src/cognito/expiring-map';

const HOUR = 3_600_000;

describe('ExpiringMap', () => {
  it('finds an entry that has just expired, but not an unknown one', () => {
    const map = new ExpiringMap<{ expiresAt: number }>();
    map.set('old', { expiresAt: 1 }, 0);
    for (let number = 0; number < 5_000; number += 1) map.set(`new${number}`, { expiresAt: HOUR }, HOUR / 2);
    expect(map.get('old')).toEqual({ expiresAt: 1 });
    expect(map.get('never')).toBeUndefined();
  });

  it('removes entries that expired long ago and keeps the others', () => {
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
