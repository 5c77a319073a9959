import { InitiateAuthCommand, SignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { cognito, exception } from '../../lambda/support/cognito';
import { load } from '../../lambda/support/invoke';
import { AuthenticationResult } from '../../lambda/support/tokens';
import { onlyOne, type Resource, resourcesOf, stacks, stageWith, templateOf } from '../support/stacks';

/** Whether a metric filter matches a log line. Supports patterns that compare strings at JSON paths. */
function matches(pattern: string, line: unknown): boolean {
  const terms = [...pattern.matchAll(/\$\.([\w.]+) = "([^"]*)"/g)].map(([, path = '', text]) => {
    const found = path.split('.').reduce((value, key) => (value as Record<string, unknown>)?.[key], line);
    return found === text;
  });
  return pattern.includes('||') ? terms.some(Boolean) : terms.every(Boolean);
}

describe.each(stacks)('the alarms, $title', ({ stack, template }) => {
  const alarms = new Map(
    resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([id, { Properties }]) => [
      id.replace(/^Monitoring|[0-9A-F]{8}$/g, ''),
      Properties,
    ]),
  );
  const [apiId] = onlyOne(template, 'AWS::ApiGateway::RestApi');
  const filters = resourcesOf(template, 'AWS::Logs::MetricFilter').map(([, { Properties }]) => Properties);
  const apiName = template.findResources('AWS::ApiGateway::RestApi')[apiId]?.Properties.Name;

  it.each([
    ['ServerErrors', { MetricName: '5XXError', Statistic: 'Sum' }],
    ['SlowReplies', { MetricName: 'Latency', ExtendedStatistic: 'p99' }],
  ])('use a metric of API Gateway: %s', (id, metric) => {
    const Dimensions = [{ Name: 'ApiName', Value: apiName }];
    expect(alarms.get(id)).toMatchObject({ ...metric, Namespace: 'AWS/ApiGateway', Dimensions });
  });

  it.each([
    ['FunctionErrors', 'FunctionFailures'],
    ['Throttles', 'Throttled'],
    ['FailedSignInBurst', 'FailedSignIns'],
    ['SignUpBurst', 'SignUps'],
  ])('use a metric of a log: %s', (id, MetricName) => {
    expect(alarms.get(id)).toMatchObject({ MetricName, Namespace: stack.stackName, Statistic: 'Sum' });
    expect(filters.flatMap(({ MetricTransformations }) => MetricTransformations)).toContainEqual({
      MetricName,
      MetricNamespace: stack.stackName,
      MetricValue: '1',
    });
  });

  it('are six, each with a threshold, a description and no alarm without traffic', () => {
    expect([...alarms.keys()].sort()).toEqual([
      'FailedSignInBurst',
      'FunctionErrors',
      'ServerErrors',
      'SignUpBurst',
      'SlowReplies',
      'Throttles',
    ]);
    for (const alarm of alarms.values()) {
      expect(alarm).toMatchObject({
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
        Period: 300,
        AlarmDescription: expect.stringMatching(/\w/),
      });
    }
  });

  it('have no actions without the setting alarmAddress', () => {
    for (const alarm of alarms.values()) expect(alarm.AlarmActions).toBeUndefined();
    expect(resourcesOf(template, 'AWS::SNS::Topic')).toEqual([]);
  });

  describe('metrics of the function log', () => {
    const failedSignIns = filterOf('FailedSignIns');
    const signUps = filterOf('SignUps');

    it('count a sign-in with a wrong password, and no other sign-in', async () => {
      const [, { Properties: lambda }] = resourcesOf(template, 'AWS::Lambda::Function')[0] ?? ['', { Properties: {} }];
      expect(failedSignIns.LogGroupName).toEqual(lambda.LoggingConfig.LogGroup);
      cognito.on(InitiateAuthCommand).rejects(exception('NotAuthorizedException'));
      expect(await isCounted('sign-in', { username: 'ada', password: 'Wrong-Horse-7' })).toEqual([true]);
      cognito.on(InitiateAuthCommand).resolves({ AuthenticationResult });
      expect(await isCounted('sign-in', { username: 'ada', password: 'Correct-Horse-7' })).toEqual([false]);
      expect(await isCounted('sign-in', {})).toEqual([false]);
    });

    it('count a sign-up that succeeds, and no other request', async () => {
      cognito.on(SignUpCommand).resolves({ UserConfirmed: false });
      const body = { username: 'ada', password: 'Correct-Horse-7', email: 'ada@example.com' };
      expect(await isCounted('sign-up', body, signUps)).toEqual([true]);
      expect(await isCounted('sign-up', {}, signUps)).toEqual([false]);
      cognito.on(InitiateAuthCommand).resolves({ AuthenticationResult });
      expect(await isCounted('sign-in', body, signUps)).toEqual([false]);
    });

    /** Whether the filter counts each line that a handler logs. In JSON logs, Lambda puts the line under `message`. */
    async function isCounted(name: string, body: object, filter = failedSignIns): Promise<boolean[]> {
      const { log } = await load(name)({ body });
      return log.map(([, message]) => matches(filter.FilterPattern, { level: 'INFO', message }));
    }
  });

  it('count 429, and failures of functions as 502 and 504, in the access log', () => {
    const { Format, DestinationArn } = onlyOne(template, 'AWS::ApiGateway::Stage')[1].Properties.AccessLogSetting;
    const counted = ['200', '401', '429', '500', '502', '503', '504'].map((status) => {
      const line = JSON.parse(Format.replace('$context.status', status));
      return [status, ...['Throttled', 'FunctionFailures'].filter((id) => matches(filterOf(id).FilterPattern, line))];
    });
    expect(counted).toEqual([
      ['200'],
      ['401'],
      ['429', 'Throttled'],
      ['500'],
      ['502', 'FunctionFailures'],
      ['503'],
      ['504', 'FunctionFailures'],
    ]);
    const withoutConcurrency = JSON.parse(Format.replace('$context.integration.integrationStatus', '429'));
    expect(matches(filterOf('FunctionFailures').FilterPattern, withoutConcurrency)).toBe(true);
    const log = DestinationArn['Fn::Join'][1].at(-1);
    expect([filterOf('Throttled').LogGroupName, filterOf('FunctionFailures').LogGroupName]).toEqual([log, log]);
  });

  it('come with a dashboard of requests, latency, events, users, functions and outcomes', () => {
    const parts: unknown[] = onlyOne(template, 'AWS::CloudWatch::Dashboard')[1].Properties.DashboardBody['Fn::Join'][1];
    const body = JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'token')).join(''));
    const shown = body.widgets.map(({ properties }: { properties: { title: string } }) => properties.title);
    expect(shown).toEqual([
      'Requests',
      'Latency',
      'Events',
      'Users',
      'Function errors',
      'Function duration',
      'Outcomes',
    ]);
    const text = JSON.stringify(body);
    for (const metric of ['5XXError', 'Throttled', 'FunctionFailures', 'FailedSignIns', 'SignInSuccesses', 'Errors'])
      expect(text).toContain(`"${metric}"`);
    const functions = body.widgets[4].properties.metrics;
    expect(functions).toHaveLength(resourcesOf(template, 'AWS::Lambda::Function').length);
  });

  function filterOf(name: string): Resource['Properties'] {
    return filters.find(({ MetricTransformations }) => MetricTransformations[0].MetricName === name);
  }
});

describe('the alarms with the setting alarmAddress', () => {
  const template = templateOf(stageWith({ alarmAddress: 'ops@example.com' }));
  const [topicId] = onlyOne(template, 'AWS::SNS::Topic');

  it('send an e-mail when they start and end', () => {
    for (const [, { Properties }] of resourcesOf(template, 'AWS::CloudWatch::Alarm')) {
      expect([Properties.AlarmActions, Properties.OKActions]).toEqual([[{ Ref: topicId }], [{ Ref: topicId }]]);
    }
    expect(onlyOne(template, 'AWS::SNS::Subscription')[1].Properties).toEqual({
      TopicArn: { Ref: topicId },
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
  });

  it('may publish to the topic over TLS, and alarms of other accounts may not', () => {
    const { PolicyDocument } = onlyOne(template, 'AWS::SNS::TopicPolicy')[1].Properties;
    expect(PolicyDocument.Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      {
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Resource: { Ref: topicId },
        Sid: expect.anything(),
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
  });
});
