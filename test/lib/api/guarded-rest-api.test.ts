import { routesFor } from '../../../lib/routes';
import { onlyOne, resourcesOf, stacks, stageWith, templateOf } from '../support/stacks';

describe.each(stacks)('API Gateway in $title', ({ stage, template }) => {
  const [, deployed] = onlyOne(template, 'AWS::ApiGateway::Stage');
  const { MethodSettings, AccessLogSetting, TracingEnabled } = deployed.Properties;

  it('limits each method, by its row in the table or else by the stage', () => {
    const limits = MethodSettings.map((setting: Record<string, unknown>) => [
      `${setting.HttpMethod} ${String(setting.ResourcePath).replaceAll('~1', '/')}`,
      setting.ThrottlingRateLimit,
      setting.ThrottlingBurstLimit,
    ]);
    const { requestsPerSecond } = stage;
    const own = routesFor(stage.signInWith).flatMap(({ method, path, rateLimit }) =>
      rateLimit === undefined ? [] : [[`${method} /${path}`, rateLimit, rateLimit]],
    );
    expect(limits).toEqual([['* /*', requestsPerSecond, requestsPerSecond], ...own]);
  });

  it('writes a line for each request to a log that ends some day and stays with a stage that is kept', () => {
    const log = onlyLogIn(AccessLogSetting.DestinationArn);
    expect(template.findResources('AWS::Logs::LogGroup')[log]).toMatchObject({
      Properties: { RetentionInDays: stage.logRetention },
      DeletionPolicy: stage.name === 'prod' ? 'Retain' : 'Delete',
    });
  });

  it('logs where a request went and what became of it, and nothing that its caller sent', () => {
    const values = Object.values<string>(JSON.parse(AccessLogSetting.Format));
    // Not among them: identity (address, agent), authorizer (claims), path (as called) and whatever was sent.
    expect(values.sort()).toEqual([
      '$context.error.responseType',
      '$context.extendedRequestId',
      '$context.httpMethod',
      '$context.integration.integrationStatus',
      '$context.integration.requestId',
      '$context.integrationLatency',
      '$context.requestId',
      '$context.requestTimeEpoch',
      '$context.resourcePath',
      '$context.responseLatency',
      '$context.responseLength',
      '$context.status',
      '$context.wafResponseCode',
      '$context.xrayTraceId',
    ]);
  });

  it('traces, and logs no headers or bodies', () => {
    expect(TracingEnabled).toBe(true);
    for (const setting of MethodSettings) {
      expect([setting.DataTraceEnabled, setting.LoggingLevel ?? 'OFF']).toEqual([false, 'OFF']);
    }
  });

  it('can be deployed to a fresh account: the role for its logs comes first, and stays for the other APIs', () => {
    const [accountId, account] = onlyOne(template, 'AWS::ApiGateway::Account');
    const role = account.Properties.CloudWatchRoleArn['Fn::GetAtt'][0];
    expect([deployed.DependsOn].flat()).toContain(accountId);
    expect(account.DeletionPolicy).toBe('Retain');
    expect(template.findResources('AWS::IAM::Role')[role]).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { ManagedPolicyArns: [policyArn('AmazonAPIGatewayPushToCloudWatchLogs')] },
    });
  });

  it('has no firewall unless the stage says so', () => {
    expect(resourcesOf(template, 'AWS::WAFv2::WebACL')).toEqual([]);
  });
});

describe('a domain of its own', () => {
  const domain = { name: 'api.example.com', certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/1' };
  const template = templateOf(stageWith({ domain }));

  it('leads to the stage, over TLS 1.2 with the certificate', () => {
    const [domainId, { Properties }] = onlyOne(template, 'AWS::ApiGateway::DomainName');
    expect(Properties).toMatchObject({
      DomainName: 'api.example.com',
      RegionalCertificateArn: domain.certificateArn,
      SecurityPolicy: 'TLS_1_2',
    });
    expect(onlyOne(template, 'AWS::ApiGateway::BasePathMapping')[1].Properties).toEqual({
      DomainName: { Ref: domainId },
      RestApiId: { Ref: onlyOne(template, 'AWS::ApiGateway::RestApi')[0] },
      Stage: { Ref: onlyOne(template, 'AWS::ApiGateway::Stage')[0] },
    });
  });

  it('is the address of the API; where its DNS record has to point is published', () => {
    const [domainId] = onlyOne(template, 'AWS::ApiGateway::DomainName');
    expect(template.findOutputs('*')).toMatchObject({
      ApiUrl: { Value: 'https://api.example.com' },
      DomainTarget: { Value: { 'Fn::GetAtt': [domainId, 'RegionalDomainName'] } },
    });
  });
});

describe('a firewall', () => {
  const withWaf = (allowedOrigins: string) => templateOf(stageWith({ waf: true, allowedOrigins }));
  const template = withWaf('https://app.example.com');
  const [aclId, { Properties: acl }] = onlyOne(template, 'AWS::WAFv2::WebACL');
  const [rate, posts, common] = acl.Rules;

  it('stands before the stage of the API', () => {
    const [apiId] = onlyOne(template, 'AWS::ApiGateway::RestApi');
    const [stageId] = onlyOne(template, 'AWS::ApiGateway::Stage');
    expect(onlyOne(template, 'AWS::WAFv2::WebACLAssociation')[1].Properties).toEqual({
      WebACLArn: { 'Fn::GetAtt': [aclId, 'Arn'] },
      ResourceArn: {
        'Fn::Join': ['', expect.arrayContaining(['::/restapis/', { Ref: apiId }, '/stages/', { Ref: stageId }])],
      },
    });
    expect([acl.Scope, acl.DefaultAction]).toEqual(['REGIONAL', { Allow: {} }]);
  });

  it('turns away an address that calls too often, and sooner one that guesses, sends or writes', () => {
    const limit = { AggregateKeyType: 'IP', EvaluationWindowSec: 60 };
    expect(rate.Statement).toEqual({ RateBasedStatement: { ...limit, Limit: 300 } });
    const { ScopeDownStatement, ...rest } = posts.Statement.RateBasedStatement;
    expect(rest).toEqual({ ...limit, Limit: 100 });
    expect(ScopeDownStatement.ByteMatchStatement).toMatchObject({
      FieldToMatch: { Method: {} },
      PositionalConstraint: 'EXACTLY',
      SearchString: 'POST',
    });
  });

  it('leaves to each route more than one address can use up', () => {
    const rateLimits = routesFor('username').flatMap(({ method, rateLimit }) =>
      method === 'POST' ? (rateLimit ?? []) : [],
    );
    expect(Math.min(...rateLimits)).toBeGreaterThan(posts.Statement.RateBasedStatement.Limit / 60);
  });

  it.each([
    ['all requests', rate],
    ['posts', posts],
  ])('answers too many of %s with a problem that the caller’s page can read', (_, rule) => {
    const { ResponseCode, CustomResponseBodyKey, ResponseHeaders } = rule.Action.Block.CustomResponse;
    const { ContentType, Content } = acl.CustomResponseBodies[CustomResponseBodyKey];
    expect([ResponseCode, ContentType, JSON.parse(Content)]).toEqual([
      429,
      'APPLICATION_JSON',
      { type: 'about:blank', title: expect.any(String), status: 429, code: 'rate_limited', requestId: '' },
    ]);
    expect(headers(ResponseHeaders)).toEqual({
      'Retry-After': '60',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Access-Control-Allow-Origin': 'https://app.example.com',
      'Access-Control-Expose-Headers': 'Retry-After',
    });
  });

  it.each([
    ['[]', undefined],
    ['*', '*'],
    ['https://a.example,https://b.example', undefined],
  ])('lets pages read that where there is one value for all: origins %s', (origins, value) => {
    const [rule] = onlyOne(withWaf(origins), 'AWS::WAFv2::WebACL')[1].Properties.Rules;
    expect(headers(rule.Action.Block.CustomResponse.ResponseHeaders)['Access-Control-Allow-Origin']).toBe(value);
  });

  it('blocks what AWS’s common rules find, but only counts what they find in a body: it may be a password', () => {
    const { ManagedRuleGroupStatement: group } = common.Statement;
    expect([group.VendorName, group.Name, common.OverrideAction]).toEqual([
      'AWS',
      'AWSManagedRulesCommonRuleSet',
      { None: {} },
    ]);
    const counted = ['CrossSiteScripting_BODY', 'EC2MetaDataSSRF_BODY', 'GenericLFI_BODY', 'GenericRFI_BODY'];
    expect(group.RuleActionOverrides).toEqual(counted.map((Name) => ({ Name, ActionToUse: { Count: {} } })));
  });

  it('keeps no samples of requests', () => {
    for (const { VisibilityConfig } of [acl, rate, posts, common]) {
      expect(VisibilityConfig).toMatchObject({ SampledRequestsEnabled: false, CloudWatchMetricsEnabled: true });
    }
  });
});

function headers(list: { Name: string; Value: string }[]): Record<string, string> {
  return Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));
}

function onlyLogIn(arn: { 'Fn::Join': [string, { Ref?: string }[]] }): string {
  return arn['Fn::Join'][1].at(-1)?.Ref ?? '';
}

function policyArn(name: string): object {
  return { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::aws:policy/service-role/${name}`]] };
}
