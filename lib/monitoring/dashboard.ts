import { Dashboard, GraphWidget, LogQueryWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AuthApi } from '../api/auth-api';
import type { UserDirectory } from '../users/users';

export interface DashboardContent {
  readonly directory: UserDirectory;
  readonly api: AuthApi;
  /** Counts of single things that go wrong. */
  readonly counts: readonly Metric[];
}

/** One page of CloudWatch: is it up, is it fast, what do its callers run into, and which function is to blame. */
export function addDashboard(scope: Construct, { directory, api, counts }: DashboardContent): void {
  const { restApi, handlers, handlerLog } = api;
  const latency = (statistic: string) => restApi.metricLatency({ statistic, label: statistic });
  new Dashboard(scope, 'Dashboard', {
    widgets: [
      [
        new GraphWidget({
          title: 'Requests',
          left: [restApi.metricCount({ label: 'all' })],
          right: [restApi.metricClientError({ label: '4xx' }), restApi.metricServerError({ label: '5xx' })],
        }),
        new GraphWidget({ title: 'Latency', left: ['p50', 'p90', 'p99'].map(latency) }),
        new GraphWidget({ title: 'What goes wrong', left: [...counts] }),
        new GraphWidget({ title: 'Users', left: userMetrics(directory) }),
      ],
      [
        new GraphWidget({ title: 'Function errors', left: handlers.map((handler) => handler.metricErrors()) }),
        new GraphWidget({ title: 'Function duration', left: handlers.map((handler) => handler.metricDuration()) }),
        new LogQueryWidget({
          title: 'Outcomes',
          logGroupNames: [handlerLog.logGroupName],
          queryLines: [
            'filter ispresent(message.outcome)',
            'stats count(*) as requests by message.route, message.outcome',
          ],
          width: 12,
        }),
      ],
    ],
  });
}

/** Counted by Cognito: "Amazon Cognito metrics in CloudWatch". */
function userMetrics({ userPool, userPoolClient }: UserDirectory): Metric[] {
  const dimensionsMap = { UserPool: userPool.userPoolId, UserPoolClient: userPoolClient.userPoolClientId };
  return ['SignUpSuccesses', 'SignInSuccesses', 'TokenRefreshSuccesses'].map(
    (metricName) => new Metric({ namespace: 'AWS/Cognito', metricName, dimensionsMap, statistic: 'Sum' }),
  );
}
