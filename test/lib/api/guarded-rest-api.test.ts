import { onlyOne, resourcesOf, stacks, stageWith, templateOf } from '../support/stacks';

describe.each(stacks)('the API Gateway stage, $title', ({ stage, stack, template }) => {
  const [, deployed] = onlyOne(template, 'AWS::ApiGateway::Stage');
  const { MethodSettings, AccessLogSetting, TracingEnabled } = deployed.Properties;

  it('limits each method to the rateLimit of its row or the requestsPerSecond of the stage', () => {
    const limits = MethodSettings.map((setting: Record<string, unknown>) => [
      `${setting.HttpMethod} ${String(setting.ResourcePath).replaceAll('~1', '/')}`,
      setting.ThrottlingRateLimit,
      setting.ThrottlingBurstLimit,
    ]);
    const { requestsPerSecond } = stage;
    const own = stack.api.routes.flatMap(({ row: { method, path, rateLimit } }) =>
      rateLimit === undefined ? [] : [[`${method} /${path}`, rateLimit, rateLimit]],
    );
    expect(limits).toEqual([['* /*', requestsPerSecond, requestsPerSecond], ...own]);
  });

  it('writes an access log with the retention of the stage, retained in prod', () => {
    const log = onlyLogIn(AccessLogSetting.DestinationArn);
    expect(template.findResources('AWS::Logs::LogGroup')[log]).toMatchObject({
      Properties: { RetentionInDays: stage.logRetention },
      DeletionPolicy: stage.name === 'prod' ? 'Retain' : 'Delete',
    });
  });

  it('logs route, status and timing of a request, and nothing that the caller sent', () => {
    const values = Object.values<string>(JSON.parse(AccessLogSetting.Format));
    // Without $context.identity (IP address, user agent), $context.authorizer (claims), $context.path (as called), headers and body.
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

  it('has X-Ray tracing, and no execution log of headers or bodies', () => {
    expect(TracingEnabled).toBe(true);
    for (const setting of MethodSettings) {
      expect([setting.DataTraceEnabled, setting.LoggingLevel ?? 'OFF']).toEqual([false, 'OFF']);
    }
  });

  it('depends on the account role for logs, which is retained for other APIs', () => {
    const [accountId, account] = onlyOne(template, 'AWS::ApiGateway::Account');
    const role = account.Properties.CloudWatchRoleArn['Fn::GetAtt'][0];
    expect([deployed.DependsOn].flat()).toContain(accountId);
    expect(account.DeletionPolicy).toBe('Retain');
    expect(template.findResources('AWS::IAM::Role')[role]).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { ManagedPolicyArns: [policyArn('AmazonAPIGatewayPushToCloudWatchLogs')] },
    });
  });

  it('has no web ACL without the setting waf', () => {
    expect(resourcesOf(template, 'AWS::WAFv2::WebACL')).toEqual([]);
  });
});

describe('the custom domain of the API', () => {
  const domain = { name: 'api.example.com', certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/1' };
  const template = templateOf(stageWith({ domain }));

  it('maps to the stage, with TLS 1.2 and the certificate', () => {
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

  it('is the output ApiUrl, with the target of the DNS record in ApiDomainTarget', () => {
    const [domainId] = onlyOne(template, 'AWS::ApiGateway::DomainName');
    expect(template.findOutputs('*')).toMatchObject({
      ApiUrl: { Value: 'https://api.example.com' },
      ApiDomainTarget: { Value: { 'Fn::GetAtt': [domainId, 'RegionalDomainName'] } },
    });
  });
});

function onlyLogIn(arn: { 'Fn::Join': [string, { Ref?: string }[]] }): string {
  return arn['Fn::Join'][1].at(-1)?.Ref ?? '';
}

function policyArn(name: string): object {
  return { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::aws:policy/service-role/${name}`]] };
}
