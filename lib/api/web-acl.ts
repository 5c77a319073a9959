import type { Stage } from 'aws-cdk-lib/aws-apigateway';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { problemBody, problems } from '../../lambda/contract/problems';

/** Requests per minute from one IP address: enough for an office behind one address. */
const REQUESTS = 300;
/** Writes per minute from one IP address: too few to use up the rate limits in lib/routes.ts, which all callers share. */
const WRITES = 100;

/**
 * Rules of the common rule set that inspect bodies. They only count here: the handlers validate each field of the JSON body,
 * and a password may contain anything, such as `<script>`.
 */
const bodyRules = ['CrossSiteScripting_BODY', 'EC2MetaDataSSRF_BODY', 'GenericLFI_BODY', 'GenericRFI_BODY'] as const;

export interface WebAclProps {
  readonly apiStage: Stage;
  readonly allowedOrigins: readonly string[];
}

/** A web ACL for the API: rate limits per IP address, and the common rule set that AWS maintains. */
export class WebAcl extends Construct {
  constructor(scope: Construct, id: string, { apiStage, allowedOrigins }: WebAclProps) {
    super(scope, id);
    const webAcl = new CfnWebACL(this, 'Acl', {
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visibility('WebAcl'),
      // WAF has no request id. The reply has it in the header x-amzn-requestid.
      customResponseBodies: {
        rateLimited: { contentType: 'APPLICATION_JSON', content: JSON.stringify(problemBody('rate_limited', '')) },
      },
      rules: [
        rateRule({ name: 'RequestsPerAddress', priority: 0, limit: REQUESTS, allowedOrigins }),
        rateRule({ name: 'WritesPerAddress', priority: 1, limit: WRITES, scopeDownStatement: isWrite, allowedOrigins }),
        commonRules(),
      ],
    });
    new CfnWebACLAssociation(this, 'Association', { webAclArn: webAcl.attrArn, resourceArn: apiStage.stageArn });
  }
}

const untransformed = [{ priority: 0, type: 'NONE' }];

/**
 * Requests that may write: any method but GET, HEAD and OPTIONS, and any request with the header X-HTTP-Method-Override,
 * with which API Gateway replaces the method after the web ACL has seen the request.
 */
const isWrite: CfnWebACL.StatementProperty = {
  orStatement: {
    statements: [
      {
        notStatement: {
          statement: {
            regexMatchStatement: {
              fieldToMatch: { method: {} },
              regexString: '^(GET|HEAD|OPTIONS)$',
              textTransformations: untransformed,
            },
          },
        },
      },
      {
        sizeConstraintStatement: {
          fieldToMatch: { singleHeader: { Name: 'x-http-method-override' } },
          comparisonOperator: 'GE',
          size: 0,
          textTransformations: untransformed,
        },
      },
    ],
  },
};

interface RateRule {
  readonly name: string;
  readonly priority: number;
  /** Requests per minute. */
  readonly limit: number;
  /**
   * The requests that the rule counts.
   * @default - all
   */
  readonly scopeDownStatement?: CfnWebACL.StatementProperty;
  readonly allowedOrigins: readonly string[];
}

function rateRule({ name, priority, allowedOrigins, ...limit }: RateRule): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    statement: { rateBasedStatement: { aggregateKeyType: 'IP', evaluationWindowSec: 60, ...limit } },
    action: {
      block: {
        customResponse: {
          responseCode: problems.rate_limited.status,
          customResponseBodyKey: 'rateLimited',
          responseHeaders: replyHeaders(allowedOrigins),
        },
      },
    },
    visibilityConfig: visibility(name),
  };
}

/** WAF cannot repeat the caller's origin. If several origins are allowed, their pages see a failed request. */
function replyHeaders([origin, ...others]: readonly string[]): { name: string; value: string }[] {
  const headers = {
    'Retry-After': '60',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(origin && others.length === 0 && { 'Access-Control-Allow-Origin': origin }),
    ...(origin && { 'Access-Control-Expose-Headers': 'Retry-After' }),
  };
  return Object.entries(headers).map(([name, value]) => ({ name, value }));
}

/** API Gateway answers a request that these rules block with the gateway response WAF_FILTERED. */
function commonRules(): CfnWebACL.RuleProperty {
  return {
    name: 'CommonRules',
    priority: 2,
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name: 'AWSManagedRulesCommonRuleSet',
        ruleActionOverrides: bodyRules.map((name) => ({ name, actionToUse: { count: {} } })),
      },
    },
    overrideAction: { none: {} },
    visibilityConfig: visibility('CommonRules'),
  };
}

/** Metrics only: samples of requests would store addresses and headers. */
function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false };
}
