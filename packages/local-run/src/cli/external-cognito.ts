import type { Deployment } from '../template/deployment';
import type { Options } from './options';

/** Lines for the summary about what another Cognito than the embedded one changes. */
export function externalCognitoLines(
  { cognitoEndpoint, dynamodbEndpoint, state }: Pick<Options, 'cognitoEndpoint' | 'dynamodbEndpoint' | 'state'>,
  { triggers, tables }: Pick<Deployment, 'triggers' | 'tables'>,
): string[] {
  if (cognitoEndpoint === undefined) return [];
  const names = [...new Set(triggers.map(({ name }) => name))].join(', ');
  return [
    ...(names ? [`  Triggers are not run, because Cognito is at ${cognitoEndpoint}: ${names}`, ''] : []),
    ...(state !== undefined && dynamodbEndpoint === undefined && tables.length > 0
      ? [`  Table items are not kept for the next start, because Cognito is at ${cognitoEndpoint}.`, '']
      : []),
  ];
}
