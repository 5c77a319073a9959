import type { Stage } from 'aws-cdk-lib/aws-apigateway';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { problemBody, problems } from '../../lambda/contract/problems';

/** Requests a minute from one address: an office full of people. */
const REQUESTS = 300;
/** Of these, so many that guess, send or write: too few for one address to use up what lib/routes.ts allows to all. */
const POSTS = 100;

/**
 * Rules of the common set that look for attacks in bodies, and here only count. Ours are JSON that is checked field by field, and a
 * password may look like anything: whoever has `<script>` in theirs must be able to sign in.
 */
const rulesForBodies = [
  'CrossSiteScripting_BODY',
  'EC2MetaDataSSRF_BODY',
  'GenericLFI_BODY',
  'GenericRFI_BODY',
] as const;

export interface FirewallProps {
  readonly apiStage: Stage;
  readonly allowedOrigins: readonly string[];
}

/** AWS WAF before the API: a limit for each caller's address, and the common rules that AWS maintains. */
export class Firewall extends Construct {
  constructor(scope: Construct, id: string, { apiStage, allowedOrigins }: FirewallProps) {
    super(scope, id);
    const webAcl = new CfnWebACL(this, 'WebAcl', {
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visibility('WebAcl'),
      // WAF knows no request id; the reply's header x-amzn-requestid has it.
      customResponseBodies: {
        rateLimited: { contentType: 'APPLICATION_JSON', content: JSON.stringify(problemBody('rate_limited', '')) },
      },
      rules: [
        rateRule('RequestsOfAnAddress', 0, { limit: REQUESTS }, allowedOrigins),
        rateRule('PostsOfAnAddress', 1, { limit: POSTS, scopeDownStatement: isPost }, allowedOrigins),
        commonRules(),
      ],
    });
    new CfnWebACLAssociation(this, 'Association', { webAclArn: webAcl.attrArn, resourceArn: apiStage.stageArn });
  }
}

const isPost: CfnWebACL.StatementProperty = {
  byteMatchStatement: {
    fieldToMatch: { method: {} },
    positionalConstraint: 'EXACTLY',
    searchString: 'POST',
    textTransformations: [{ priority: 0, type: 'NONE' }],
  },
};

function rateRule(
  name: string,
  priority: number,
  limit: { limit: number; scopeDownStatement?: CfnWebACL.StatementProperty },
  allowedOrigins: readonly string[],
): CfnWebACL.RuleProperty {
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

/** WAF can repeat nothing of the request: where several origins are allowed, their pages see a failed request. */
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

/** What these block is answered by the API's own reply for WAF_FILTERED. */
function commonRules(): CfnWebACL.RuleProperty {
  return {
    name: 'CommonRules',
    priority: 2,
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name: 'AWSManagedRulesCommonRuleSet',
        ruleActionOverrides: rulesForBodies.map((name) => ({ name, actionToUse: { count: {} } })),
      },
    },
    overrideAction: { none: {} },
    visibilityConfig: visibility('CommonRules'),
  };
}

/** Counts what is blocked; keeps no samples of it, which would hold addresses and headers. */
function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false };
}
