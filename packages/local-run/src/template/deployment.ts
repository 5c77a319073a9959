/** A Lambda function: where its code is and how it runs. */
export interface FunctionDefinition {
  readonly name: string;
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

/** An app client or a group of a user pool, with its CloudFormation properties. */
export interface UserPoolPart {
  readonly logicalId: string;
  readonly id: string;
  readonly properties: Record<string, unknown>;
}

/** A user pool with its app clients and groups. */
export interface UserPoolDefinition extends UserPoolPart {
  readonly clients: readonly UserPoolPart[];
  readonly groups: readonly UserPoolPart[];
  readonly managedLogin: ManagedLogin | undefined;
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

/** What the local run serves: the resources of the template with every reference resolved. */
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
  readonly identityPools: readonly IdentityPoolDefinition[];
  /** Permissions of the roles of identity pools, by ARN of the role. */
  readonly permissions: ReadonlyMap<string, readonly Permission[]>;
  readonly outputs: Readonly<Record<string, string>>;
}
