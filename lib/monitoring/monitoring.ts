import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Alarm, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
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

export interface MonitoringProps {
  readonly stage: StageConfig;
  readonly users: Users;
  readonly api: AuthApi;
}

/** Metrics, alarms and a dashboard. docs/operations.md says what to do when an alarm goes off. */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, { stage, users, api }: MonitoringProps) {
    super(scope, id);
    const { restApi, accessLog, functionLog: handlerLog } = api;
    const serverErrors = restApi.metricServerError({ period, statistic: 'Sum' });
    const latency = restApi.metricLatency({ period, statistic: 'p99' });
    const functionFailures = this.addMetricFilter('FunctionFailures', accessLog, failedFunction);
    const throttled = this.addMetricFilter('Throttled', accessLog, FilterPattern.stringValue('$.status', '=', '429'));
    const failedSignIns = this.addMetricFilter(
      'FailedSignIns',
      handlerLog,
      withOutcome('POST /sign-in', 'invalid_credentials'),
    );
    const signUps = this.addMetricFilter('SignUps', handlerLog, withOutcome('POST /sign-up', 'ok'));

    const alarms = [
      this.addAlarm('ServerErrors', serverErrors, 5, 'Replies with 5xx in 5 minutes'),
      this.addAlarm(
        'FunctionErrors',
        functionFailures,
        1,
        'Requests in 5 minutes that ended in a crash, timeout or throttle of a function',
      ),
      this.addAlarm('Throttles', throttled, 100, 'Requests in 5 minutes above a rate limit: 429'),
      this.addAlarm('SlowReplies', latency, 3000, 'p99 latency in milliseconds, for 15 minutes', 3),
      this.addAlarm(
        'FailedSignInBurst',
        failedSignIns,
        100,
        'Wrong passwords in 5 minutes: an attacker may be guessing',
      ),
      this.addAlarm(
        'SignUpBurst',
        signUps,
        200,
        'Sign-ups in 5 minutes: each may count as a monthly active user on the bill',
      ),
    ];
    if (stage.alarmAddress) this.notify(stage.alarmAddress, alarms);
    addDashboard(this, { users, api, counts: [functionFailures, throttled, failedSignIns, signUps] });
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

  private addAlarm(
    id: string,
    metric: Metric,
    threshold: number,
    alarmDescription: string,
    evaluationPeriods = 1,
  ): Alarm {
    // No traffic is not an error.
    const treatMissingData = TreatMissingData.NOT_BREACHING;
    return new Alarm(this, id, { metric, threshold, evaluationPeriods, treatMissingData, alarmDescription });
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
