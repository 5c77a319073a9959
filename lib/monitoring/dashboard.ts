import { Dashboard, GraphWidget, LogQueryWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AuthApi } from '../api/auth-api';
import type { Users } from '../users/users';

export interface DashboardContent {
  readonly users: Users;
  readonly api: AuthApi;
  /** Metrics of single events, such as failed sign-ins. */
  readonly counts: readonly Metric[];
}

/** A CloudWatch dashboard: availability, latency, outcomes of requests, and errors and duration per function. */
export function addDashboard(scope: Construct, { users, api, counts }: DashboardContent): void {
  const { restApi, routes, functionLog } = api;
  const functions = [...new Set([...routes, ...users.triggers.functions].map(({ lambda }) => lambda))];
  const triggerLog = users.triggers.functionLog;
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
        new GraphWidget({ title: 'Events', left: [...counts] }),
        new GraphWidget({ title: 'Users', left: userMetrics(users) }),
      ],
      [
        new GraphWidget({ title: 'Function errors', left: functions.map((handler) => handler.metricErrors()) }),
        new GraphWidget({ title: 'Function duration', left: functions.map((handler) => handler.metricDuration()) }),
        new LogQueryWidget({
          title: 'Outcomes',
          logGroupNames: [functionLog.logGroupName],
          queryLines: [
            'filter ispresent(message.route)',
            'stats count(*) as requests by message.route, message.outcome',
          ],
          width: 12,
        }),
        ...(triggerLog
          ? [
              new LogQueryWidget({
                title: 'Outcomes of triggers',
                logGroupNames: [triggerLog.logGroupName],
                queryLines: [
                  'filter ispresent(message.trigger)',
                  'stats count(*) as calls by message.trigger, message.outcome',
                ],
                width: 12,
              }),
            ]
          : []),
      ],
    ],
  });
}

/** Metrics that Cognito publishes: "Amazon Cognito metrics in CloudWatch" in the Cognito developer guide. */
function userMetrics({ userPool, userPoolClient }: Users): Metric[] {
  const dimensionsMap = { UserPool: userPool.userPoolId, UserPoolClient: userPoolClient.userPoolClientId };
  return ['SignUpSuccesses', 'SignInSuccesses', 'TokenRefreshSuccesses'].map(
    (metricName) => new Metric({ namespace: 'AWS/Cognito', metricName, dimensionsMap, statistic: 'Sum' }),
  );
}
