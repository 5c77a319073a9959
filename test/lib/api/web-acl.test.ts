import { routesFor } from '../../../lib/routes';
import { onlyOne, stageWith, templateOf } from '../support/stacks';

describe('the web ACL', () => {
  const withWaf = (allowedOrigins: string) => templateOf(stageWith({ waf: true, allowedOrigins }));
  const template = withWaf('https://app.example.com');
  const [aclId, { Properties: acl }] = onlyOne(template, 'AWS::WAFv2::WebACL');
  const [rate, writes, common] = acl.Rules;

  it('is associated with the API Gateway stage', () => {
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

  it('limits an IP address to 300 requests and 100 writes per minute', () => {
    const limit = { AggregateKeyType: 'IP', EvaluationWindowSec: 60 };
    expect([rate.Name, rate.Statement]).toEqual([
      'RequestsPerAddress',
      { RateBasedStatement: { ...limit, Limit: 300 } },
    ]);
    const { ScopeDownStatement, ...rest } = writes.Statement.RateBasedStatement;
    expect([writes.Name, rest]).toEqual(['WritesPerAddress', { ...limit, Limit: 100 }]);
    expect(ScopeDownStatement).toEqual({ OrStatement: { Statements: [expect.anything(), expect.anything()] } });
  });

  const [isOtherMethod, hasOverride] = writes.Statement.RateBasedStatement.ScopeDownStatement.OrStatement.Statements;

  it('counts every method but GET, HEAD and OPTIONS as a write', () => {
    const { RegexMatchStatement, ...others } = isOtherMethod.NotStatement.Statement;
    expect([others, RegexMatchStatement.FieldToMatch]).toEqual([{}, { Method: {} }]);
    const pattern = new RegExp(RegexMatchStatement.RegexString);
    const writing = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'TARGET', 'get'].filter(
      (method) => !pattern.test(method),
    );
    expect(writing).toEqual(['POST', 'PUT', 'PATCH', 'DELETE', 'TARGET', 'get']);
  });

  it('counts a request with the header X-HTTP-Method-Override as a write, also with an empty value', () => {
    expect(hasOverride.SizeConstraintStatement).toMatchObject({
      FieldToMatch: { SingleHeader: { Name: 'x-http-method-override' } },
      ComparisonOperator: 'GE',
      Size: 0,
    });
  });

  it('limits the writes of an IP address below the rate limit of every open POST route', () => {
    const rateLimits = routesFor('username').flatMap(({ method, auth, rateLimit }) =>
      method === 'POST' && auth === 'open' ? (rateLimit ?? []) : [],
    );
    expect(Math.min(...rateLimits)).toBeGreaterThan(writes.Statement.RateBasedStatement.Limit / 60);
  });

  it.each([
    ['all requests', rate],
    ['writes', writes],
  ])('answers too many requests with a problem and CORS headers: %s', (_, rule) => {
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
  ])('sends a CORS header only if one value fits all origins: %s', (origins, value) => {
    const [rule] = onlyOne(withWaf(origins), 'AWS::WAFv2::WebACL')[1].Properties.Rules;
    expect(headers(rule.Action.Block.CustomResponse.ResponseHeaders)['Access-Control-Allow-Origin']).toBe(value);
  });

  it('blocks matches of the common rule set, but only counts matches in a body, which may be a password', () => {
    const { ManagedRuleGroupStatement: group } = common.Statement;
    expect([group.VendorName, group.Name, common.OverrideAction]).toEqual([
      'AWS',
      'AWSManagedRulesCommonRuleSet',
      { None: {} },
    ]);
    const counted = ['CrossSiteScripting_BODY', 'EC2MetaDataSSRF_BODY', 'GenericLFI_BODY', 'GenericRFI_BODY'];
    expect(group.RuleActionOverrides).toEqual(counted.map((Name) => ({ Name, ActionToUse: { Count: {} } })));
  });

  it('stores no samples of requests', () => {
    for (const { VisibilityConfig } of [acl, rate, writes, common]) {
      expect(VisibilityConfig).toMatchObject({ SampledRequestsEnabled: false, CloudWatchMetricsEnabled: true });
    }
  });
});

function headers(list: { Name: string; Value: string }[]): Record<string, string> {
  return Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));
}
