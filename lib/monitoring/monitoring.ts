import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Alarm, type IMetric, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, type IFilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { ProblemCode } from '../../lambda/contract/problems';
import type { AuthApi } from '../api/auth-api';
import type { StageConfig } from '../stages/stage-config';
import type { Users } from '../users/users';
import { addDashboard } from './dashboard';

const period = Duration.minutes(5);

interface AlarmSettings {
  /** The alarm goes off at this value. */
  readonly threshold: number;
  /**
   * How many consecutive periods of 5 minutes must be at or above the threshold.
   * @default 1
   */
  readonly periods?: number;
  readonly description: string;
}

/** The alarms. docs/operations.md lists them with what to do, and a test compares the two. */
export const alarmSettings = {
  ServerErrors: { threshold: 5, description: 'Replies with 5xx in 5 minutes' },
  FunctionErrors: {
    threshold: 1,
    description: 'Requests in 5 minutes that ended in a crash, timeout or throttle of a function',
  },
  Throttles: { threshold: 100, description: 'Requests in 5 minutes above a rate limit of API Gateway: 429' },
  SlowReplies: { threshold: 3000, periods: 3, description: 'p99 latency in milliseconds, for 15 minutes' },
  FailedSignInBurst: { threshold: 100, description: 'Wrong passwords in 5 minutes: an attacker may be guessing' },
  SignUpBurst: {
    threshold: 200,
    description: 'Sign-ups in 5 minutes: each may count as a monthly active user on the bill',
  },
  ReusedRefreshTokens: { threshold: 5, description: 'Reused refresh tokens in 5 minutes: tokens may have been stolen' },
  UndeliveredCodes: { threshold: 1, description: 'Codes in 5 minutes that Cognito refused to send' },
  EmailErrors: { threshold: 1, description: 'E-mails in 5 minutes that Cognito could not deliver' },
  CognitoThrottles: { threshold: 10, description: 'Calls in 5 minutes that Cognito throttled: a quota is used up' },
  /** Only if the user pool has triggers. */
  TriggerErrors: {
    threshold: 1,
    description: 'Calls of triggers in 5 minutes that ended in an error, crash or timeout, without refusals',
  },
} as const satisfies Record<string, AlarmSettings>;
type AlarmName = keyof typeof alarmSettings;

export interface MonitoringProps {
  readonly stage: StageConfig;
  readonly users: Users;
  readonly api: AuthApi;
}

/** Metrics, alarms and a dashboard. docs/operations.md says what to do when an alarm goes off. */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, { stage, users, api }: MonitoringProps) {
    super(scope, id);
    const { restApi, accessLog, functionLog } = api;
    const functionFailures = this.addMetricFilter('FunctionFailures', accessLog, failedFunction);
    const throttled = this.addMetricFilter('Throttled', accessLog, throttledByApiGateway);
    const failedSignIns = this.addMetricFilter(
      'FailedSignIns',
      functionLog,
      withOutcome('POST /sign-in', 'invalid_credentials'),
    );
    const signUps = this.addMetricFilter('SignUps', functionLog, withOutcome('POST /sign-up', 'ok'));
    const reusedTokens = this.addMetricFilter(
      'ReusedRefreshTokens',
      functionLog,
      withOutcome('POST /refresh', 'refresh_token_reused'),
    );
    const undelivered = this.addMetricFilter('UndeliveredCodes', functionLog, undeliveredCode);
    const emailErrors = this.addMetricFilter('EmailErrors', users.emailErrorLog, FilterPattern.allEvents());
    const triggerLog = users.triggers.functionLog;
    const triggerErrors = triggerLog && this.addMetricFilter('TriggerErrors', triggerLog, failedTrigger);

    const metrics = {
      ServerErrors: restApi.metricServerError({ period, statistic: 'Sum' }),
      FunctionErrors: functionFailures,
      Throttles: throttled,
      SlowReplies: restApi.metricLatency({ period, statistic: 'p99' }),
      FailedSignInBurst: failedSignIns,
      SignUpBurst: signUps,
      ReusedRefreshTokens: reusedTokens,
      UndeliveredCodes: undelivered,
      EmailErrors: emailErrors,
      CognitoThrottles: cognitoThrottles(users),
      TriggerErrors: triggerErrors,
    } satisfies Record<AlarmName, IMetric | undefined>;
    const alarms = (Object.keys(alarmSettings) as AlarmName[]).flatMap((name) => {
      const metric = metrics[name];
      return metric ? [this.addAlarm(`${name}Alarm`, metric, alarmSettings[name])] : [];
    });
    if (stage.alarmAddress) this.notify(stage.alarmAddress, alarms);
    addDashboard(this, {
      users,
      api,
      counts: [
        ...[functionFailures, throttled, failedSignIns, signUps, reusedTokens, undelivered, emailErrors],
        ...(triggerErrors ? [triggerErrors] : []),
      ],
    });
  }

  /** A metric that counts the matching lines of a log. */
  private addMetricFilter(id: string, logGroup: ILogGroup, filterPattern: IFilterPattern): Metric {
    const filter = new MetricFilter(this, id, {
      logGroup,
      filterPattern,
      metricNamespace: Stack.of(this).stackName,
      metricName: id,
    });
    return filter.metric({ period, statistic: 'Sum' });
  }

  private addAlarm(id: string, metric: IMetric, { threshold, periods = 1, description }: AlarmSettings): Alarm {
    // No traffic is not an error.
    const treatMissingData = TreatMissingData.NOT_BREACHING;
    return new Alarm(this, id, {
      metric,
      threshold,
      evaluationPeriods: periods,
      treatMissingData,
      alarmDescription: description,
    });
  }

  /** Sends e-mail when an alarm starts and ends. AWS first asks the address to confirm the subscription. */
  private notify(address: string, alarms: readonly Alarm[]): void {
    const topic = new Topic(this, 'Alarms', { enforceSSL: true });
    topic.addToResourcePolicy(allowCloudWatchToPublish(topic));
    const subscription = topic.addSubscription(new EmailSubscription(address));
    Validations.of(subscription).acknowledge({
      id: 'Serverless-SNSRedrivePolicy',
      reason: 'A queue of undelivered e-mails has no use: the alarm itself keeps its state.',
    });
    for (const alarm of alarms) {
      alarm.addAlarmAction(new SnsAction(topic));
      alarm.addOkAction(new SnsAction(topic));
    }
  }
}

/** `enforceSSL` replaces the topic's default policy, which allows the account's alarms to publish: this allows it again. */
function allowCloudWatchToPublish(topic: Topic): PolicyStatement {
  return new PolicyStatement({
    actions: ['sns:Publish'],
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    resources: [topic.topicArn],
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(topic).account } },
  });
}

/**
 * Lines of the access log (format: lib/api/deploy-options.ts) of requests whose function failed. API Gateway answers 502
 * and 504 for a function that crashed or timed out; Lambda's own status is 429 if it had no concurrency left.
 */
const failedFunction = FilterPattern.any(
  FilterPattern.stringValue('$.status', '=', '502'),
  FilterPattern.stringValue('$.status', '=', '504'),
  FilterPattern.stringValue('$.lambdaStatus', '=', '429'),
);

/** The line that a handler logs per request (format: `route` in lambda/http/route.ts), with this outcome. */
function withOutcome(route: string, outcome: ProblemCode | 'ok'): IFilterPattern {
  return FilterPattern.all(
    FilterPattern.stringValue('$.message.route', '=', route),
    FilterPattern.stringValue('$.message.outcome', '=', outcome),
  );
}

/** Requests that API Gateway throttled. The web ACL answers 429 too: one blocked address must not set off the alarm. */
const throttledByApiGateway = FilterPattern.all(
  FilterPattern.stringValue('$.status', '=', '429'),
  FilterPattern.stringValue('$.waf', '!=', 'WAF_BLOCK'),
);

/** The line that `callCognito` in lambda/cognito/client.ts logs for a code that was not sent. */
const undeliveredCode = FilterPattern.stringValue('$.message.outcome', '=', 'undelivered');

/**
 * Lines of the log of the triggers about a call that failed: the wrapper's line (lambda/triggers/trigger.ts), Lambda's report of a
 * crash or timeout (statuses of "Lambda Telemetry API event schema reference"), and the runtime's line about an error that the
 * wrapper did not see, such as a missing variable. The last one's shape is known from examples only.
 */
const failedTrigger = FilterPattern.any(
  FilterPattern.stringValue('$.message.outcome', '=', 'internal_error'),
  // Of the user migration, which hides it from a caller who has given an e-mail address.
  FilterPattern.stringValue('$.message.outcome', '=', 'old_system_unavailable'),
  FilterPattern.stringValue('$.record.status', '=', 'timeout'),
  FilterPattern.stringValue('$.record.status', '=', 'failure'),
  FilterPattern.stringValue('$.message.errorType', '!=', 'TriggerRefusal'),
);

/** Throttled sign-ins, sign-ups and token refreshes: "Amazon Cognito metrics in CloudWatch" in the Cognito developer guide. */
function cognitoThrottles({ userPool, userPoolClient }: Users): IMetric {
  const dimensionsMap = { UserPool: userPool.userPoolId, UserPoolClient: userPoolClient.userPoolClientId };
  const names = { signIn: 'SignInThrottles', signUp: 'SignUpThrottles', refresh: 'TokenRefreshThrottles' };
  const usingMetrics = Object.fromEntries(
    Object.entries(names).map(([id, metricName]) => [
      id,
      new Metric({ namespace: 'AWS/Cognito', metricName, dimensionsMap, period, statistic: 'Sum' }),
    ]),
  );
  const expression = Object.keys(names)
    .map((id) => `FILL(${id}, 0)`)
    .join(' + ');
  return new MathExpression({ expression, usingMetrics, period, label: 'Throttled by Cognito' });
}
