import type { Assessment } from './assess';
import { TARGET } from './changes';
import { totalOf } from './cost';
import { usedShare } from './limit-loads';
import { changeSentence } from './sentences';
import type { Outcome } from './simulation';
import { left, number, percent, right, textTable, wrap } from './text';

/** Walls that the table shows at most. */
const SHOWN_LIMITS = 8;

/** The assessment of a product, for a terminal of at least 100 columns. */
export function assessmentText(assessment: Assessment): string {
  return [
    heading(assessment),
    limitsText(assessment),
    ['Simulated hours', '', outcomesTable(assessment.outcomes), ...scenarioNotes(assessment)].join('\n'),
    changesText(assessment),
    costText(assessment),
    'A model: it does not know the latency of Cognito, nor what Cognito allows at once. See docs/scale.md.',
  ].join('\n\n');
}

/** The assessment of a product, for JSON. */
export function assessmentData({ stage, plan, cost, costAfterChanges, ...assessment }: Assessment): object {
  return {
    stage: stage.name,
    ...assessment,
    changes: plan.changes,
    cost: { lines: cost, total: totalOf(cost) },
    costAfterChanges: { lines: costAfterChanges, total: totalOf(costAfterChanges) },
  };
}

function heading({ product, stage }: Assessment): string {
  const { people, online, signInsPerHour, signUpsPerHour, passwordResetsPerHour, tokenMinutes, deployments } = product;
  return [
    `People a month: ${number(people)}; deployments: ${number(deployments)}; stage: ${stage.name}; seed: ${product.seed}`,
    `Busiest hour: ${number(online)} online with ${tokenMinutes}-minute tokens`,
    `Sign-ins: ${number(signInsPerHour)}; sign-ups: ${number(signUpsPerHour)}; ` +
      `password resets: ${number(passwordResetsPerHour)}`,
  ].join('\n');
}

function limitsText({ limits, product }: Assessment): string {
  const rows = limits
    .slice(0, SHOWN_LIMITS)
    .map((limit) => [
      limit.title,
      number(limit.load),
      number(limit.limit),
      limit.unit,
      percent(usedShare(limit)),
      usedShare(limit) > 1 ? 'exceeded' : `${number(1 / usedShare(limit))} times the load`,
    ]);
  const hidden = limits.length - rows.length;
  const lowest = limits[SHOWN_LIMITS];
  const table = textTable(
    [left('Limit'), right('Load'), right('Maximum'), left('Unit'), right('Used'), left('Met at')],
    rows,
  );
  return [
    product.deployments === 1 ? 'Limits in the busiest hour' : 'Limits of a deployment in the busiest hour',
    '',
    limits.length === 0 ? 'No load.' : table,
    ...(lowest ? [`… and ${hidden} that are used by ${percent(usedShare(lowest))} or less`] : []),
  ].join('\n');
}

function outcomesTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ scenario, limitsMet, actions, turnedAway, failedRequests }) => {
    const [first] = limitsMet;
    return [
      scenario,
      first ? first.title : 'none',
      first ? clock(first.second) : '',
      number(actions),
      number(turnedAway),
      actions > 0 ? percent(turnedAway / actions) : '',
      number(failedRequests),
    ];
  });
  return textTable(
    [
      left('Scenario'),
      left('First limit met'),
      right('After'),
      right('Actions'),
      right('Turned away'),
      right('Share'),
      right('Failed requests'),
    ],
    rows,
  );
}

function scenarioNotes({ outcomes, product, stage }: Assessment): string[] {
  const { campaign, outage, attacker } = product;
  const target =
    attacker.target === 'cognito'
      ? 'at Cognito itself'
      : `at the API from ${number(attacker.addresses)} addresses, ${stage.waf ? 'with' : 'without'} waf`;
  const explained = new Map([
    ['campaign', `campaign: ${number(campaign.signUps)} more sign-ups within ${campaign.minutes} minutes`],
    [
      'after an outage',
      `outage of ${outage.minutes} minutes: all whose tokens expired meanwhile refresh within ${outage.returnSeconds} s`,
    ],
    ['attack', `attack: ${number(attacker.requestsPerSecond)} sign-ins per second ${target}`],
  ]);
  const actions =
    'actions: sign-ups, sign-ins, password resets and refreshes; turned away: people who gave up after 6 attempts';
  return [actions, ...outcomes.flatMap(({ scenario }) => explained.get(scenario) ?? [])].map((note) => `  ${note}`);
}

/** Minutes and seconds. */
function clock(second: number): string {
  return `${Math.floor(second / 60)}:${String(second % 60).padStart(2, '0')}`;
}

function changesText({ plan, outcomesAfterChanges, advice }: Assessment): string {
  const list = (sentences: readonly string[]) => sentences.map((sentence) => wrap(`- ${sentence}`, { indent: '  ' }));
  const nothing = `Nothing: no limit is used by more than ${percent(TARGET)}, and no scenario turns people away.`;
  if (plan.changes.length + advice.length === 0) return ['What to change', '', nothing].join('\n');
  return [
    ...(plan.changes.length > 0
      ? [
          'What to change for the busiest hour',
          '',
          ...list(plan.changes.map(changeSentence)),
          '',
          'Simulated hours after these changes',
          '',
          outcomesTable(outcomesAfterChanges),
        ]
      : []),
    ...(plan.changes.length > 0 && advice.length > 0 ? [''] : []),
    ...(advice.length > 0 ? ['What to change for the other scenarios', '', ...list(advice)] : []),
  ].join('\n');
}

function costText({ cost, costAfterChanges, plan }: Assessment): string {
  const rows = cost.map(({ service, calculation, amount }) => [service, calculation, money(amount)]);
  const table = textTable(
    [left('Service'), left('Calculation'), right('USD')],
    [...rows, ['Sum', '', money(totalOf(cost))]],
  );
  const after =
    plan.changes.length > 0 ? [`With the changes for the busiest hour: ${money(totalOf(costAfterChanges))}.`] : [];
  return ['Cost of a month', '', table, ...after].join('\n');
}

function money(amount: number): string {
  return amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
