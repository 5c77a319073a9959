import { type Change, type Plan, planForCampaign, TARGET } from './changes';
import { callsIn, flowsOf, quotaOf, requestsByRoute, servedRoutes } from './load';
import { prices, requestFigures } from './published';
import { changeSentence, dollars } from './sentences';
import { attackRate, type Outcome } from './simulation';
import { number } from './text';

/** Hours over which a campaign may be spread at most. */
const MAX_HOURS = 24 * 30;
/** Minutes after an outage that people accept to wait, an assumption. */
const MAX_RETURN_MINUTES = 15;

/** What to do about a scenario that turns people away, besides the changes for the busiest hour. */
export function adviceFor({ scenario, turnedAway, failedRequests }: Outcome, plan: Plan): readonly string[] {
  if (turnedAway + failedRequests === 0) return [];
  switch (scenario) {
    case 'busiest hour':
      return [];
    case 'campaign':
      return campaignAdvice(plan);
    case 'after an outage':
      return outageAdvice(plan);
    case 'attack':
      return attackAdvice(plan);
  }
}

function campaignAdvice(plan: Plan): string[] {
  const changes = (hours: number) => {
    const { product, stage } = plan;
    const campaign = { ...product.campaign, minutes: hours === 0 ? product.campaign.minutes : hours * 60 };
    return planForCampaign({ ...product, campaign }, stage).changes;
  };
  const needed = changes(0);
  if (needed.length === 0) return [];
  const isMail = ({ kind }: Change) => kind === 'sender' || kind === 'emails';
  const isSpread = (hours: number) => changes(hours).every(isMail);
  let hours = 1;
  while (hours < MAX_HOURS && !isSpread(hours)) hours++;
  const canSpread = hours > 1 && isSpread(hours);
  return [
    ...(canSpread ? [`For the campaign: spread it over ${hours} hours. Or:`] : []),
    ...needed.map((change) => `For the campaign: ${lowerFirst(changeSentence(change))}`),
  ];
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/** What an outage leaves to do, for a deployment. */
export interface Return {
  /** Sessions whose tokens expired in the outage. */
  readonly waiting: number;
  /** Refreshes per second that are free for them, so that no limit is used by more than TARGET. */
  readonly free: number;
}

/**
 * The sessions that wait do not refresh at their usual time as well, so their share of the load is free for them. If the usual
 * load is within TARGET, the time that all of them need is at most a token lifetime.
 */
export function returnAfterOutage({ product, stage }: Pick<Plan, 'product' | 'stage'>): Return {
  const { online, deployments, outage, tokenMinutes } = product;
  const routes = servedRoutes(product, stage);
  const requests = requestsByRoute(flowsOf(product, stage));
  const share = Math.min(1, outage.minutes / tokenMinutes);
  const usual = requests.get('refresh') ?? 0;
  const limit = routes.find(({ name }) => name === 'refresh')?.limit ?? 0;
  const calls = callsIn('UserAuthentication', requests, routes);
  return {
    waiting: (online / deployments) * share,
    free: Math.min(
      TARGET * limit - usual * (1 - share),
      TARGET * quotaOf('UserAuthentication', product) - (calls - usual * share),
    ),
  };
}

function outageAdvice(plan: Plan): string[] {
  const { waiting, free } = returnAfterOutage(plan);
  const minutes = Math.ceil(waiting / free / 60);
  const more = Math.ceil((waiting / (MAX_RETURN_MINUTES * 60) - free) / TARGET);
  const { deployments } = plan.product;
  const cost = dollars(more * deployments * prices.quotaPerSecond.value);
  const each = deployments > 1 ? ' of each deployment' : '';
  return [
    `After an outage: let each client wait a random time of up to ${number(minutes)} minutes before it refreshes. ` +
      `${number(waiting)} sessions${each} need a new token, and ${number(free)} refreshes per second are free.`,
    ...(minutes > MAX_RETURN_MINUTES
      ? [
          `After an outage, to have all back within ${MAX_RETURN_MINUTES} minutes: ${number(more)} refreshes per second more in ` +
            `rateLimit of POST /refresh and in UserAuthentication${each}, ${cost} a month.`,
        ]
      : []),
  ];
}

function attackAdvice({ product, stage }: Plan): string[] {
  if (product.attacker.target === 'cognito') {
    return [
      'No setting of this stack limits an attack on Cognito itself, which uses up the quota UserAuthentication of all: see ' +
        'docs/decisions/0007-no-web-acl-on-the-user-pool.md.',
    ];
  }
  const { addresses } = product.attacker;
  const rate = number(attackRate(product, { waf: true }));
  const each = `${requestFigures.webAclWritesPerMinute.value} writes a minute of one address`;
  if (!stage.waf)
    return [`Turn on waf: with ${each}, ${number(addresses)} addresses make ${rate} requests per second.`];
  return [
    `The attack comes from more addresses than waf can hold back (${each}: ${rate} requests per second). Add a rule of AWS ` +
      'WAF that challenges browsers, or raise the limit of POST /sign-in.',
  ];
}
