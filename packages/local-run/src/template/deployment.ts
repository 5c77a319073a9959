/** A Lambda function: where its code is and how it runs. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  /** Path of the module that exports the handler. */
  readonly module: string;
  /** Name of the exported handler. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly timeout: number;
  /** MiB. */
  readonly memory: number;
}

/** What a caller needs to call a method: an AWS signature (AWS_IAM) or a token of a user pool. */
export type MethodAuth = { readonly iam: true } | TokenAuth;

/** Requires a token of one of the user pools: an ID token, or with scopes an access token that has one of them. */
export interface TokenAuth {
  readonly userPoolIds: readonly string[];
  readonly scopes: readonly string[];
}

/** Rate limit of a method. */
export interface Throttle {
  /** Requests per second in the long run. */
  readonly rate: number;
  /** Requests at once. */
  readonly burst: number;
}

/** One method of the REST API. */
export interface Method {
  readonly httpMethod: string;
  /** As in the template: starts with a slash, with parameters in braces. */
  readonly path: string;
  /** Undefined for an open method. */
  readonly auth: MethodAuth | undefined;
  readonly throttle: Throttle | undefined;
  /** JSON schemas of the body by media type. A body of another media type is not validated. */
  readonly models: ReadonlyMap<string, object>;
  readonly integration: { readonly functionName: string } | MockIntegration;
}

/** A MOCK integration: the reply that it gives. */
export interface MockIntegration {
  readonly status: number;
  readonly headers: readonly HeaderTemplate[];
}

/** A header of a reply whose value may depend on the request. */
export interface HeaderTemplate {
  readonly name: string;
  /** Undefined if the header is left out. */
  readonly value: (requestHeader: (name: string) => string | undefined) => string | undefined;
}

/** A gateway response of the template. */
export interface GatewayResponse {
  readonly status: number | undefined;
  readonly headers: readonly HeaderTemplate[];
  /** With `$context` variables. */
  readonly body: string;
}

/** An app client, a group or an identity provider of a user pool, with its CloudFormation properties. */
export interface UserPoolPart {
  readonly logicalId: string;
  readonly id: string;
  readonly properties: Record<string, unknown>;
}

/** A user pool with its app clients, groups and identity providers. */
export interface UserPoolDefinition extends UserPoolPart {
  readonly clients: readonly UserPoolPart[];
  readonly groups: readonly UserPoolPart[];
  readonly identityProviders: readonly UserPoolPart[];
  readonly managedLogin: ManagedLogin | undefined;
}

/** A Lambda function that a user pool calls. */
export interface Trigger {
  /** Logical id of the user pool. */
  readonly userPool: string;
  /** Cognito's name, such as `PreSignUp`. */
  readonly name: string;
  readonly functionName: string;
}

/** The domain of a user pool, which serves its managed login pages. */
export interface ManagedLogin {
  /** URL in AWS, without a slash at the end. */
  readonly address: string;
  readonly version: 1 | 2;
  /** Ids of the app clients that have a branding style. */
  readonly styledClients: readonly string[];
}

/** An identity pool and the role of its authenticated identities. */
export interface IdentityPoolDefinition {
  readonly logicalId: string;
  readonly id: string;
  readonly properties: Record<string, unknown>;
  readonly authenticatedRoleArn: string | undefined;
}

/** A statement of a role that allows actions on resources. Statements that deny are not supported. */
export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** A DynamoDB table. */
export interface TableDefinition {
  readonly logicalId: string;
  readonly name: string;
  /** Input of the operation CreateTable. */
  readonly createTable: {
    readonly TableName: string;
    readonly KeySchema: readonly TableKey[];
    readonly AttributeDefinitions: readonly {
      readonly AttributeName: string;
      readonly AttributeType: 'S' | 'N' | 'B';
    }[];
    readonly BillingMode: 'PAY_PER_REQUEST';
    readonly GlobalSecondaryIndexes?: readonly TableIndex[];
    readonly LocalSecondaryIndexes?: readonly TableIndex[];
  };
  /** The attribute with the time at which an item expires. */
  readonly timeToLiveAttribute: string | undefined;
}

/** The partition key or the sort key of a table or an index. */
export interface TableKey {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

/** A secondary index of a table. */
export interface TableIndex {
  readonly IndexName: string;
  readonly KeySchema: readonly TableKey[];
  readonly Projection: Readonly<Record<string, unknown>>;
}

/** A resource or stack of the app that the local run skips. */
export interface NotServed {
  /** CloudFormation's resource type. */
  readonly type: string;
  readonly logicalId: string;
  /** Why it is skipped, or what depends on it; undefined if there is nothing to say. */
  readonly note?: string | undefined;
}

/** What the local run serves: the resources of the templates with every reference resolved. */
export interface Deployment {
  /** Name of the stack with the REST API. */
  readonly stackName: string;
  /** Account id in ARNs and events. */
  readonly account: string;
  readonly region: string;
  readonly restApiId: string;
  readonly stageName: string;
  readonly methods: readonly Method[];
  readonly functions: readonly FunctionDefinition[];
  /** By response type. */
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponse>;
  readonly userPools: readonly UserPoolDefinition[];
  /** Of all user pools. */
  readonly triggers: readonly Trigger[];
  readonly identityPools: readonly IdentityPoolDefinition[];
  readonly tables: readonly TableDefinition[];
  /** Permissions of the roles of identity pools, by ARN of the role. */
  readonly permissions: ReadonlyMap<string, readonly Permission[]>;
  /** Outputs of the stacks, except those with a made-up value and those that the CDK adds for references between stacks. */
  readonly outputs: Readonly<Record<string, string>>;
  /** By type and logical id. */
  readonly notServed: readonly NotServed[];
  /** Sentences about what works here and not in AWS. */
  readonly warnings: readonly string[];
}
