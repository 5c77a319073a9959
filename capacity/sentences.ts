import type { Change } from './changes';
import { number } from './text';

/** What to do, as a sentence. */
export function changeSentence(change: Change): string {
  switch (change.kind) {
    case 'token-lifetime':
      return (
        `tokenLifetimes of ${change.to} minutes instead of ${change.from} (lib/stages/stages.ts), for fewer refreshes. Free; ` +
        `API Gateway then accepts a revoked ID token for up to ${change.to} minutes.`
      );
    case 'sender':
      return 'Set sender: without Amazon SES, an account sends 50 e-mails a day.';
    case 'emails':
      return `Let AWS raise the e-mails a day of Amazon SES from ${number(change.from)} to ${number(change.to)}.`;
    case 'deployments':
      return (
        `${number(change.to)} deployments in accounts or regions of their own instead of ${number(change.from)}, because AWS does ` +
        `not raise ${change.because}. The next changes are for each of them.`
      );
    case 'route':
      return `rateLimit ${number(change.to)} instead of ${number(change.from)} for ${change.title}.`;
    case 'quota':
      return (
        `Let AWS raise the quota ${change.category} from ${number(change.from)} to ${number(change.to)} calls per second, also in ` +
        `lib/api/rate-limits.ts${change.category === 'ChallengeResponses' ? '.' : `: ${dollars(change.monthlyCost)} a month.`}`
      );
    case 'concurrency':
      return `Let AWS raise the concurrent functions from ${number(change.from)} to ${number(change.to)}.`;
    case 'api-gateway':
      return `Let AWS raise the requests per second of API Gateway from ${number(change.from)} to ${number(change.to)}.`;
  }
}

/** Dollars without cents: `$1,234`. */
export function dollars(amount: number): string {
  return `$${Math.round(amount).toLocaleString('en-US')}`;
}
