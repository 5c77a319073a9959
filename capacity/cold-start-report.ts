import { routesFor } from '../lib/routes';
import type { StageConfig } from '../lib/stages/stage-config';
import {
  type ColdStarts,
  type FunctionLayout,
  functionCount,
  functionLayouts,
  modelColdStarts,
  type Traffic,
  youngProductMix,
} from './cold-starts';
import { left, number, percent, right, textTable } from './text';

/** Requests per hour in the table of cold starts. */
export const coldStartRates: readonly number[] = [60, 300, 1000, 3000];
/** Minutes that an idle environment may live, in the table of cold starts. */
const idleTimes: readonly number[] = [5, 10];

/** A row of the table of cold starts. */
export interface ColdStartRow extends ColdStarts {
  readonly requestsPerHour: number;
  readonly idleMinutes: number;
  readonly layout: FunctionLayout;
  readonly functions: number;
}

/** The model of cold starts for a stage. */
export function coldStartRows(stage: StageConfig): ColdStartRow[] {
  const routes = routesFor(stage.signInWith, stage);
  return coldStartRates.flatMap((requestsPerHour) =>
    idleTimes.flatMap((idleMinutes) =>
      functionLayouts.map((layout) => {
        const traffic: Traffic = { routes, mix: youngProductMix, requestsPerHour, idleMinutes };
        const functions = functionCount(traffic, layout);
        return { requestsPerHour, idleMinutes, layout, functions, ...modelColdStarts(traffic, layout) };
      }),
    ),
  );
}

/** The model of cold starts as a table. */
export function coldStartText(rows: readonly ColdStartRow[]): string {
  const table = textTable(
    [
      right('Requests/h'),
      right('Idle life'),
      left('Functions'),
      right('Cold of all'),
      right("Cold of a new user's 5"),
      right('Meets one or more'),
    ],
    rows.map((row) => [
      number(row.requestsPerHour),
      `${row.idleMinutes} min`,
      `${row.layout} (${row.functions})`,
      percent(row.share),
      row.ofNewUser.toFixed(2),
      percent(row.newUserMeetsOne),
    ]),
  );
  return ['Cold starts, a model', '', table].join('\n');
}
