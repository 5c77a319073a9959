import {
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { TriggerRefusal, trigger } from '../../../lambda/triggers/trigger';
import { alarmSettings } from '../../../lib/monitoring/monitoring';
import { cognito, exception } from '../../lambda/support/cognito';
import { load } from '../../lambda/support/invoke';
import { AuthenticationResult } from '../../lambda/support/tokens';
import { callTrigger } from '../../lambda/support/triggers';
import { triggerEvents } from '../../support/trigger-events';
import { allTriggers } from '../../support/trigger-settings';
import { assertPinned } from '../support/pinned';
import { onlyOne, type Resource, resourcesOf, stacks, stageWith, synthesized, templateOf } from '../support/stacks';

const ALARMS_ADVICE = `docs/operations.md lists the alarms with their thresholds and what to do. A higher threshold hides failures
and attacks, a lower one sends e-mails about normal traffic. Change a value only with a reason, here and there.`;

/** The alarms: metric, threshold, and consecutive periods of 5 minutes at or above it. */
const pinnedAlarms = {
  ServerErrors: ['5XXError', 5, 1],
  FunctionErrors: ['FunctionFailures', 1, 1],
  Throttles: ['Throttled', 100, 1],
  SlowReplies: ['Latency', 3000, 3],
  FailedSignInBurst: ['FailedSignIns', 100, 1],
  SignUpBurst: ['SignUps', 200, 1],
  ReusedRefreshTokens: ['ReusedRefreshTokens', 5, 1],
  UndeliveredCodes: ['UndeliveredCodes', 1, 1],
  EmailErrors: ['EmailErrors', 1, 1],
  CognitoThrottles: ['FILL(signIn, 0) + FILL(signUp, 0) + FILL(refresh, 0)', 10, 1],
};

/** Whether a metric filter matches a log line. Supports an empty pattern, and patterns that compare strings at JSON paths. */
function matches(pattern: string, line: unknown): boolean {
  const terms = [...pattern.matchAll(/\$\.([\w.]+) (!?=) "([^"]*)"/g)].map(([, path = '', operator, text]) => {
    const found = path.split('.').reduce((value, key) => (value as Record<string, unknown>)?.[key], line);
    // A comparison with a field that is missing is false.
    return found !== undefined && (found === text) === (operator === '=');
  });
  return pattern.includes('||') ? terms.some(Boolean) : terms.every(Boolean);
}

describe.each(stacks)('the alarms, $title', ({ stack, template }) => {
  const alarms = new Map(
    resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([id, { Properties }]) => [
      id.replace(/^Monitoring|Alarm[0-9A-F]{8}$/g, ''),
      Properties,
    ]),
  );
  const [apiId] = onlyOne(template, 'AWS::ApiGateway::RestApi');
  const filters = resourcesOf(template, 'AWS::Logs::MetricFilter').map(([, { Properties }]) => Properties);
  const apiName = template.findResources('AWS::ApiGateway::RestApi')[apiId]?.Properties.Name;

  it('have these metrics, thresholds and periods', () => {
    const found = [...alarms]
      .filter(([id]) => id !== 'TriggerErrors')
      .map(([id, { MetricName, Metrics, Threshold, EvaluationPeriods, DatapointsToAlarm }]) => [
        id,
        [MetricName ?? Metrics[0].Expression, Threshold, DatapointsToAlarm ?? EvaluationPeriods],
      ]);
    assertPinned(Object.fromEntries(found), pinnedAlarms, ALARMS_ADVICE);
  });

  it('start at the threshold, end without traffic, and have the description of their row', () => {
    const { TriggerErrors: _, ...always } = alarmSettings;
    for (const [id, description] of Object.entries(always).map(([id, row]) => [id, row.description] as const)) {
      expect([id, alarms.get(id)]).toEqual([
        id,
        expect.objectContaining({
          ComparisonOperator: 'GreaterThanOrEqualToThreshold',
          TreatMissingData: 'notBreaching',
          AlarmDescription: description,
        }),
      ]);
    }
  });

  it.each([
    ['ServerErrors', { Statistic: 'Sum' }],
    ['SlowReplies', { ExtendedStatistic: 'p99' }],
  ])('use a metric of API Gateway in periods of 5 minutes: %s', (id, metric) => {
    const Dimensions = [{ Name: 'ApiName', Value: apiName }];
    expect(alarms.get(id)).toMatchObject({ ...metric, Namespace: 'AWS/ApiGateway', Dimensions, Period: 300 });
  });

  it.each([
    'FunctionErrors',
    'Throttles',
    'FailedSignInBurst',
    'SignUpBurst',
    'ReusedRefreshTokens',
    'UndeliveredCodes',
    'EmailErrors',
  ])('use the sum of a metric of a log in periods of 5 minutes: %s', (id) => {
    const { MetricName } = alarms.get(id) ?? {};
    expect(alarms.get(id)).toMatchObject({ Namespace: stack.stackName, Statistic: 'Sum', Period: 300 });
    expect(filterOf(MetricName).MetricTransformations).toEqual([
      { MetricName, MetricNamespace: stack.stackName, MetricValue: '1' },
    ]);
  });

  it('use the sum of the calls that Cognito throttled: CognitoThrottles', () => {
    const [poolId] = onlyOne(template, 'AWS::Cognito::UserPool');
    const [clientId] = onlyOne(template, 'AWS::Cognito::UserPoolClient');
    const Dimensions = [
      { Name: 'UserPool', Value: { Ref: poolId } },
      { Name: 'UserPoolClient', Value: { Ref: clientId } },
    ];
    const [sum, ...parts] = alarms.get('CognitoThrottles')?.Metrics ?? [];
    expect(sum.ReturnData ?? true).toBe(true);
    const metrics = { signIn: 'SignInThrottles', signUp: 'SignUpThrottles', refresh: 'TokenRefreshThrottles' };
    expect(parts).toHaveLength(3);
    expect(parts).toEqual(
      expect.arrayContaining(
        Object.entries(metrics).map(([Id, MetricName]) => ({
          Id,
          ReturnData: false,
          MetricStat: {
            Metric: { Namespace: 'AWS/Cognito', MetricName, Dimensions: expect.arrayContaining(Dimensions) },
            Period: 300,
            Stat: 'Sum',
          },
        })),
      ),
    );
  });

  it('have no actions without the setting alarmAddress', () => {
    for (const alarm of alarms.values()) expect(alarm.AlarmActions).toBeUndefined();
    expect(resourcesOf(template, 'AWS::SNS::Topic')).toEqual([]);
  });

  describe('metrics of the function log', () => {
    const failedSignIns = filterOf('FailedSignIns');
    const signUps = filterOf('SignUps');
    const functionLog = resourcesOf(template, 'AWS::Lambda::Function').find(([id]) => id.startsWith('ApiHello'))?.[1]
      .Properties.LoggingConfig.LogGroup;

    it('count a sign-in with a wrong password, and no other sign-in', async () => {
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

    it('count a reused refresh token, and no other refresh', async () => {
      const reused = filterOf('ReusedRefreshTokens');
      const body = { refreshToken: 'a-refresh-token' };
      cognito.on(GetTokensFromRefreshTokenCommand).rejects(exception('RefreshTokenReuseException'));
      expect(await isCounted('refresh', body, reused)).toEqual([true]);
      cognito.on(GetTokensFromRefreshTokenCommand).rejects(exception('NotAuthorizedException'));
      expect(await isCounted('refresh', body, reused)).toEqual([false]);
    });

    it.each([
      ['sign-up', { username: 'ada', password: 'Correct-Horse-7', email: 'ada@example.com' }],
      ['forgot-password', { username: 'ada' }],
    ])('count a code that Cognito refused to send, once: %s', async (name, body) => {
      const undelivered = filterOf('UndeliveredCodes');
      cognito.onAnyCommand().rejects(exception('CodeDeliveryFailureException'));
      const counted = await isCounted(name, body, undelivered);
      expect(counted.filter(Boolean)).toHaveLength(1);
      cognito.onAnyCommand().resolves({});
      expect(await isCounted(name, body, undelivered)).toEqual([false]);
    });

    it.each(['FailedSignIns', 'SignUps', 'ReusedRefreshTokens', 'UndeliveredCodes'])('are of this log: %s', (name) => {
      expect(filterOf(name).LogGroupName).toEqual(functionLog);
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

  it('do not count a request that the web ACL blocked as throttled', () => {
    const { Format } = onlyOne(template, 'AWS::ApiGateway::Stage')[1].Properties.AccessLogSetting;
    const throttledWith = (waf: string) => {
      const text = Format.replace('$context.status', '429').replace('$context.wafResponseCode', waf);
      return matches(filterOf('Throttled').FilterPattern, JSON.parse(text));
    };
    // API Gateway writes "-" for a variable without a value.
    expect(['-', 'WAF_ALLOW', 'WAF_BLOCK'].map(throttledWith)).toEqual([true, true, false]);
  });

  it('count every line of the log of e-mails that Cognito could not deliver', () => {
    const { FilterPattern, LogGroupName } = filterOf('EmailErrors');
    const [{ CloudWatchLogsConfiguration }] = onlyOne(template, 'AWS::Cognito::LogDeliveryConfiguration')[1].Properties
      .LogConfigurations;
    expect(FilterPattern).toBe('');
    expect(JSON.stringify(CloudWatchLogsConfiguration)).toContain(JSON.stringify(LogGroupName));
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
      ...(stack.users.triggers.functions.length > 0 ? ['Outcomes of triggers'] : []),
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

describe('the alarm of failed triggers', () => {
  const { stack, template } = synthesized(stageWith(allTriggers));
  const [, filter] = onlyOneNamed('AWS::Logs::MetricFilter', 'TriggerErrors');
  const isCounted = (line: object) => matches(filter.Properties.FilterPattern, line);

  function onlyOneNamed(type: string, name: string): readonly [id: string, resource: Resource] {
    const [found] = resourcesOf(template, type).filter(([id]) => id.includes(name));
    if (!found) throw new Error(`There is no ${type} ${name}`);
    return found;
  }

  it('exists only if the user pool has triggers', () => {
    const alarmsOf = (options: Record<string, unknown>) => {
      const { stack, template } = synthesized(stageWith(options));
      const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').filter(([id]) => id.includes('TriggerErrors'));
      return [stack.users.triggers.functions.length > 0, alarms.length > 0];
    };
    const [hasTriggers, hasAlarm] = alarmsOf({});
    expect(hasAlarm).toBe(hasTriggers);
    expect(alarmsOf(allTriggers)).toEqual([true, true]);
  });

  it('counts the log of the triggers, from the first failure in 5 minutes', () => {
    const [, alarm] = onlyOneNamed('AWS::CloudWatch::Alarm', 'TriggerErrors');
    expect(alarm.Properties).toMatchObject({
      Namespace: stack.stackName,
      MetricName: 'TriggerErrors',
      Statistic: 'Sum',
      Period: 300,
      Threshold: 1,
      EvaluationPeriods: 1,
      AlarmDescription: alarmSettings.TriggerErrors.description,
    });
    const [, preSignUp] = onlyOneNamed('AWS::Lambda::Function', 'TriggersPreSignUp');
    expect(filter.Properties.LogGroupName).toEqual(preSignUp.Properties.LoggingConfig.LogGroup);
  });

  it('counts an error, and neither a success nor a refusal', async () => {
    const lineOf = async (run: () => void) => {
      const { log } = await callTrigger(trigger(run), triggerEvents.postConfirmation);
      return { level: 'INFO', message: log[0]?.[1] };
    };
    const failed = await lineOf(() => {
      throw new Error('no table');
    });
    const refused = await lineOf(() => {
      throw new TriggerRefusal('account_suspended');
    });
    expect([failed, refused, await lineOf(() => undefined)].map(isCounted)).toEqual([true, false, false]);
  });

  it.each([
    [true, 'timeout'],
    [true, 'failure'],
    [false, 'success'],
    // The runtime reports a refusal as an error too.
    [false, 'error'],
  ])('counts a report of Lambda: %s for the status %s', (expected, status) => {
    expect(isCounted({ type: 'platform.report', record: { requestId: '1', status } })).toBe(expected);
  });

  it.each([
    [true, 'Error'],
    [false, 'TriggerRefusal'],
  ])("counts the runtime's line about an error: %s for the type %s", (expected, errorType) => {
    expect(isCounted({ level: 'ERROR', message: { errorType, errorMessage: 'text', stackTrace: [] } })).toBe(expected);
  });

  it('comes with the outcomes of triggers on the dashboard', () => {
    const body = JSON.stringify(onlyOne(template, 'AWS::CloudWatch::Dashboard')[1].Properties.DashboardBody);
    expect(body).toContain('Outcomes of triggers');
    expect(body).toContain('TriggerErrors');
  });
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
