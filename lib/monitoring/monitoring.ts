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
import type { UserDirectory } from '../users/users';
import { addDashboard } from './dashboard';

const period = Duration.minutes(5);

export interface MonitoringProps {
  readonly stage: StageConfig;
  readonly directory: UserDirectory;
  readonly api: AuthApi;
}

/** Metrics that somebody can look at, and what goes off by itself: docs/operations.md says what to do then. */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, { stage, directory, api }: MonitoringProps) {
    super(scope, id);
    const { restApi, accessLog, handlerLog } = api;
    const serverErrors = restApi.metricServerError({ period, statistic: 'Sum' });
    const latency = restApi.metricLatency({ period, statistic: 'p99' });
    const functionFailures = this.count('FunctionFailures', accessLog, failedFunction);
    const throttled = this.count('Throttled', accessLog, FilterPattern.stringValue('$.status', '=', '429'));
    const failedSignIns = this.count('FailedSignIns', handlerLog, withOutcome('POST /sign-in', 'invalid_credentials'));
    const signUps = this.count('SignUps', handlerLog, withOutcome('POST /sign-up', 'ok'));

    const alarms = [
      this.alarm('ServerErrors', serverErrors, 5, 'Replies with 5xx in 5 minutes'),
      this.alarm('FunctionErrors', functionFailures, 1, 'Requests in 5 minutes that a function failed to answer'),
      this.alarm('Throttles', throttled, 100, 'Requests in 5 minutes that came too often: 429'),
      this.alarm('SlowReplies', latency, 3000, 'Milliseconds that 1 of 100 requests takes, for 15 minutes', 3),
      this.alarm('FailedSignInBurst', failedSignIns, 100, 'Wrong passwords in 5 minutes: somebody may be guessing'),
      this.alarm('SignUpBurst', signUps, 200, 'Sign-ups in 5 minutes: each may be an active user to pay for'),
    ];
    if (stage.alarmAddress) this.tell(stage.alarmAddress, alarms);
    addDashboard(this, { directory, api, counts: [functionFailures, throttled, failedSignIns, signUps] });
  }

  /** A metric of the lines of a log that match. */
  private count(id: string, logGroup: ILogGroup, filterPattern: IFilterPattern): Metric {
    const filter = new MetricFilter(this, id, {
      logGroup,
      filterPattern,
      metricNamespace: Stack.of(this).stackName,
      metricName: id,
    });
    return filter.metric({ period, statistic: 'Sum' });
  }

  private alarm(id: string, metric: Metric, threshold: number, alarmDescription: string, evaluationPeriods = 1): Alarm {
    // Nobody calls, nothing is wrong.
    const treatMissingData = TreatMissingData.NOT_BREACHING;
    return new Alarm(this, id, { metric, threshold, evaluationPeriods, treatMissingData, alarmDescription });
  }

  /** Mails an address when an alarm goes off, and when it is over. AWS asks that address once whether it wants to. */
  private tell(address: string, alarms: readonly Alarm[]): void {
    const topic = new Topic(this, 'Alarms', { enforceSSL: true });
    topic.addToResourcePolicy(letCloudWatchPublish(topic));
    const subscription = topic.addSubscription(new EmailSubscription(address));
    Validations.of(subscription).acknowledge({
      id: 'Serverless-SNSRedrivePolicy',
      reason: 'A mail that cannot be delivered is of no use in a queue: the alarm itself stays red.',
    });
    for (const alarm of alarms) {
      alarm.addAlarmAction(new SnsAction(topic));
      alarm.addOkAction(new SnsAction(topic));
    }
  }
}

/** A topic whose policy demands TLS has lost the policy of its own, by which the account's alarms may publish. */
function letCloudWatchPublish(topic: Topic): PolicyStatement {
  return new PolicyStatement({
    actions: ['sns:Publish'],
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    resources: [topic.topicArn],
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(topic).account } },
  });
}

/**
 * Lines of the access log, as lib/api/deploy-options.ts writes them: only API Gateway answers 502 and 504, for a function
 * that crashed or ran out of time; a function that Lambda had no room for shows in Lambda's status.
 */
const failedFunction = FilterPattern.any(
  FilterPattern.stringValue('$.status', '=', '502'),
  FilterPattern.stringValue('$.status', '=', '504'),
  FilterPattern.stringValue('$.lambdaStatus', '=', '429'),
);

/** Lines that a handler writes, one a request: `route` in lambda/http/route.ts. */
function withOutcome(route: string, outcome: ProblemCode | 'ok'): IFilterPattern {
  return FilterPattern.all(
    FilterPattern.stringValue('$.message.route', '=', route),
    FilterPattern.stringValue('$.message.outcome', '=', outcome),
  );
}
