import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { costOf, totalOf, tracesOf, usageOf } from '../../capacity/cost';
import { durationTiers, requestTiers, tieredPrice } from '../../capacity/published';
import { figures, figuresText } from '../../capacity/sources';
import { prod, prodWithSes, quietProduct } from './products';

const operations = readFileSync(join(__dirname, '../../docs/operations.md'), 'utf8');

/** The last cell of a row of the table "What it costs". */
function documented(service: string): number {
  const row = operations.split('\n').find((line) => line.startsWith(`| ${service} |`)) ?? '';
  const cells = row.split('|').map((cell) => cell.replaceAll(/[*,]/g, '').trim());
  return Number(cells.at(-2));
}

describe('the cost of a month', () => {
  const usage = {
    activeUsers: 100_000,
    requests: 1_000_000,
    requestSeconds: 0.35,
    functionMemory: 512,
    emails: 5_000,
    waf: true,
    deployments: 1,
    replicas: 0,
    raisedQuotas: 0,
  };
  const lines = costOf(usage);
  const amountOf = (service: string) => lines.find((line) => line.service === service)?.amount;

  it.each([
    ['Cognito, active users', 'Cognito, Essentials'],
    ['API Gateway', 'API Gateway, REST'],
    ['Lambda, requests', 'Lambda, requests'],
    ['Lambda, time', 'Lambda, time'],
    ['CloudWatch, logs', 'CloudWatch, logs'],
    ['CloudWatch, other', 'CloudWatch, other'],
    ['SES', 'SES'],
    ['AWS WAF', 'AWS WAF, if on'],
  ])('has the line %s of the example in docs/operations.md', (service, row) => {
    expect(amountOf(service)).toBeCloseTo(documented(row), 2);
  });

  it('has fewer traces than the example, which assumes that no two requests come in one second', () => {
    expect(amountOf('X-Ray')).toBeLessThan(documented('X-Ray'));
    expect(amountOf('X-Ray')).toBeGreaterThan(0.7 * documented('X-Ray'));
  });

  it('is the metrics and the dashboard without users', () => {
    const product = quietProduct({ people: 1 });
    expect(costOf(usageOf(product, prod)).map(({ service, amount }) => [service, amount])).toEqual([
      ['CloudWatch, other', 6.3],
    ]);
  });

  it('has 20 dollars for each call per second above a quota, in each deployment', () => {
    const product = quietProduct({ deployments: 3, limits: { quotas: { UserAuthentication: 220, UserRead: 130 } } });
    const line = costOf(usageOf(product, prod)).find(({ service }) => service === 'Cognito, raised quotas');
    expect(line?.amount).toBe((100 + 10) * 3 * 20);
  });

  it('has a line for a replica', () => {
    const product = quietProduct({ people: 1_000_000, replicas: 1 });
    const line = costOf(usageOf(product, prodWithSes)).find(({ service }) => service === 'Cognito, replica');
    expect(line?.amount).toBeCloseTo(4_500, 6);
  });

  it('divides the load of the busiest hour by the peak factor', () => {
    const requests = (peakFactor: number) =>
      usageOf(quietProduct({ online: 60_000, requestsPerMinute: 1, peakFactor, tokenMinutes: 1440 }), prod).requests;
    expect(requests(1) / requests(4)).toBeCloseTo(4, 9);
    expect(requests(1)).toBeCloseTo((1000 + 60_000 / 86_400) * 730 * 3600, 0);
  });

  it('is the sum of its lines', () => {
    expect(totalOf(lines)).toBeCloseTo(1368.18 + 8.6 - documented('X-Ray') + (amountOf('X-Ray') ?? 0), 2);
  });
});

describe('a price with tiers', () => {
  it('is the sum of the tiers', () => {
    expect(tieredPrice(0, requestTiers)).toBe(0);
    expect(tieredPrice(333e6, requestTiers)).toBeCloseTo(1165.5, 6);
    expect(tieredPrice(1_000e6, requestTiers)).toBeCloseTo(1165.5 + 667 * 2.8, 6);
    expect(tieredPrice(2_000e6, requestTiers)).toBeCloseTo(1165.5 + 667 * 2.8 + 1000 * 2.38, 6);
    expect(tieredPrice(18.75e9, durationTiers)).toBeCloseTo(7.5e9 * 0.0000133334 + 11.25e9 * 0.0000120001, 2);
  });
});

describe('the traced requests', () => {
  const seconds = 730 * 3600;

  it('are all requests if they are rare', () => {
    expect(tracesOf(1000)).toBeCloseTo(1000, 0);
  });

  it('are one per second and 5 % of the others if they are many', () => {
    expect(tracesOf(1000 * seconds)).toBeCloseTo(seconds * (1 + 0.05 * 999), -1);
  });
});

describe('the sources', () => {
  it.each(figures().map((figure) => [figure.name, figure] as const))('have a source for %s', (_, figure) => {
    expect(figure.source.length).toBeGreaterThan(10);
    expect(Number.isFinite(figure.value)).toBe(true);
  });

  it('mark what AWS does not publish', () => {
    expect(figuresText(figures())).toContain('replicatedUser: 0.0045 USD');
    expect(figuresText(figures())).toContain('Belief. Articles on the announcement');
  });
});
