import type { CfnStage, Stage } from 'aws-cdk-lib/aws-apigateway';
import { type QuotaCategory, quotasOf } from '../../lambda/contract/cognito-errors';
import { UserError } from '../user-error';
import type { Route } from './route';

/**
 * Cognito's quotas in calls per second, by category, for one account and region. Source: "Quotas in Amazon Cognito". If AWS
 * has raised a quota of your account, raise it here. Two stages in one account share these quotas.
 */
export const quotas: Readonly<Record<QuotaCategory, number>> = {
  UserAuthentication: 120,
  // Three times UserAuthentication: a sign-in may have several challenges.
  ChallengeResponses: 360,
  UserCreation: 50,
  UserAccountRecovery: 30,
  UserToken: 120,
  UserRead: 120,
  UserUpdate: 25,
  UserResourceRead: 50,
  UserResourceUpdate: 25,
};

/** API Gateway's rate limit for a method: requests per second, and the same number as a burst. */
export function throttlingOptions(rate: number): { throttlingRateLimit: number; throttlingBurstLimit: number } {
  return { throttlingRateLimit: rate, throttlingBurstLimit: rate };
}

/** Adds the route's own rate limit to the stage, if it has one. */
export function addRateLimit(stage: Stage, { method, path, rateLimit }: Route): void {
  if (rateLimit === undefined) return;
  const cfnStage = stage.node.defaultChild as CfnStage;
  cfnStage.methodSettings = [
    ...(cfnStage.methodSettings as readonly CfnStage.MethodSettingProperty[]),
    {
      httpMethod: method,
      // API Gateway's notation: a slash in the path is `~1`.
      resourcePath: `/${path.replaceAll('/', '~1')}`,
      dataTraceEnabled: false,
      ...throttlingOptions(rateLimit),
    },
  ];
}

/**
 * Throws a UserError if the rate limits together let more calls through than a quota of Cognito allows. Cognito would
 * then throttle every user, not only the callers that exceed a limit. Callers that use Cognito directly are not limited by this.
 */
export function assertWithinCognitoQuotas(routes: readonly Route[], requestsPerSecond: number): void {
  for (const [category, quota] of Object.entries(quotas) as [QuotaCategory, number][]) {
    const callers = routes.filter((route) => callsInCategory(route, category) > 0);
    const rates = callers.map((route) => callsInCategory(route, category) * (route.rateLimit ?? requestsPerSecond));
    const total = rates.reduce((sum, rate) => sum + rate, 0);
    if (total <= quota) continue;
    const fields = callers.map(({ method, path, rateLimit }) =>
      rateLimit === undefined ? 'requestsPerSecond' : `rateLimit of ${method} ${path}`,
    );
    throw new UserError(
      `Lower ${[...new Set(fields)].join(', ')}: together they allow ${total} calls per second to Cognito in the ` +
        `category ${category}, whose quota is ${quota}`,
    );
  }
}

function callsInCategory({ calls = [], followUpCalls = [] }: Route, category: QuotaCategory): number {
  return [...calls, ...followUpCalls].filter((operation) => quotasOf(operation).includes(category)).length;
}
