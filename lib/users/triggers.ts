import { ArnFormat, CfnElement, Duration, Stack } from 'aws-cdk-lib';
import { LambdaVersion, type UserPool, UserPoolOperation } from 'aws-cdk-lib/aws-cognito';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ApiFunction } from '../api/api-function';
import { handlerCode } from '../api/bundling';
import { assertReadsVariables, assertVariableNames } from '../api/feature-environment';
import { constructId } from '../construct-id';
import { providerNames } from '../stages/identity-provider-settings';
import type { StageConfig } from '../stages/stage-config';
import { UserError } from '../user-error';
import { serviceActions } from '../validation/iam-actions';

/** The triggers of a user pool that may have a function. */
const operations = {
  preSignUp: UserPoolOperation.PRE_SIGN_UP,
  postConfirmation: UserPoolOperation.POST_CONFIRMATION,
  preAuthentication: UserPoolOperation.PRE_AUTHENTICATION,
  postAuthentication: UserPoolOperation.POST_AUTHENTICATION,
  /** With the event of version 2, which can change access tokens. */
  preTokenGeneration: UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG,
  customMessage: UserPoolOperation.CUSTOM_MESSAGE,
  userMigration: UserPoolOperation.USER_MIGRATION,
} as const satisfies Record<string, UserPoolOperation>;

/** Cognito waits for 5 seconds, and then calls the function again, up to three times in all ("Lambda triggers", Cognito). */
const TIMEOUT = Duration.seconds(5);

/** A trigger of the user pool and its function. */
export interface Trigger {
  readonly trigger: keyof typeof operations;
  /** Name of the handler: `triggers/pre-sign-up` is lambda/triggers/pre-sign-up.ts. */
  readonly name: string;
  /**
   * Environment variables. The handler must read each of them. They cannot have the id of the user pool or of an app client,
   * which CloudFormation creates after the function: every event has both.
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Actions of Cognito that the function may call for the user pool, such as `cognito-idp:ListUsers`.
   * @default - none
   */
  readonly actions?: readonly string[];
  /**
   * Memory of the function in MiB.
   * @default - `functionMemory` of the stage
   */
  readonly memory?: number;
}

/** A trigger that settings of the stage turn on. */
interface StageTrigger extends Omit<Trigger, 'environment' | 'actions'> {
  readonly isEnabled: (stage: StageConfig) => boolean;
  readonly environment?: (stage: StageConfig) => Readonly<Record<string, string>>;
  readonly actions?: (stage: StageConfig) => readonly string[];
  /** Name of the secret in Secrets Manager that the function may read. */
  readonly secretName?: (stage: StageConfig) => string | undefined;
}

/** What a function needs to ask the old system: lambda/triggers/old-system.ts. */
const oldSystemVariables = ({ userMigration }: StageConfig) => ({
  ...(userMigration?.url && { OLD_SYSTEM_URL: userMigration.url }),
  ...(userMigration?.secretName && { OLD_SYSTEM_SECRET_NAME: userMigration.secretName }),
});

/**
 * Whether a sign-up must not take the username of a user who has not been moved yet. With e-mail addresses, the code proves who
 * owns the name, and a refusal would reveal who is registered.
 */
const reservesUsernames = ({ userMigration, signInWith, selfSignUp }: StageConfig) =>
  userMigration !== undefined && signInWith === 'username' && selfSignUp;

/** Whether a sign-up needs data of Cognito or of the old system. */
const needsLookups = (stage: StageConfig) => stage.identityProviders !== undefined || reservesUsernames(stage);

/** The triggers that come with the app. All are off by default. A feature adds its own with `users.triggers.add`. */
const stageTriggers: readonly StageTrigger[] = [
  {
    trigger: 'preSignUp',
    name: 'triggers/pre-sign-up',
    isEnabled: (stage) => stage.allowedEmailDomains.length > 0 && !needsLookups(stage),
    environment: ({ allowedEmailDomains }) => ({ ALLOWED_EMAIL_DOMAINS: allowedEmailDomains.join() }),
  },
  {
    trigger: 'preSignUp',
    name: 'triggers/pre-sign-up-with-lookups',
    isEnabled: needsLookups,
    environment: (stage) => ({
      ALLOWED_EMAIL_DOMAINS: stage.allowedEmailDomains.join(),
      IDENTITY_PROVIDERS: stage.identityProviders ? providerNames(stage.identityProviders).join() : '',
      SELF_SIGN_UP: String(stage.selfSignUp),
      ...(reservesUsernames(stage) && { RESERVE_OLD_USERNAMES: 'true', ...oldSystemVariables(stage) }),
    }),
    actions: ({ identityProviders }) =>
      identityProviders ? ['cognito-idp:AdminLinkProviderForUser', 'cognito-idp:ListUsers'] : [],
    secretName: (stage) => (reservesUsernames(stage) ? stage.userMigration?.secretName : undefined),
  },
  {
    trigger: 'preTokenGeneration',
    name: 'triggers/pre-token-generation',
    isEnabled: ({ accessTokenScopes }) => accessTokenScopes.length > 0,
    environment: ({ accessTokenScopes }) => ({ ACCESS_TOKEN_SCOPES: JSON.stringify(accessTokenScopes) }),
  },
  {
    trigger: 'userMigration',
    name: 'triggers/user-migration',
    isEnabled: ({ userMigration }) => userMigration !== undefined,
    environment: (stage) => ({
      SIGN_IN_WITH: stage.signInWith,
      ...(stage.profileAttributes.length > 0 && { PROFILE_ATTRIBUTES: stage.profileAttributes.join() }),
      ...oldSystemVariables(stage),
    }),
    secretName: ({ userMigration }) => userMigration?.secretName,
  },
  {
    trigger: 'customMessage',
    name: 'triggers/custom-message',
    isEnabled: ({ emailLanguages }) => emailLanguages.length > 0,
    environment: ({ emailLanguages, productName }) => ({
      EMAIL_LANGUAGES: emailLanguages.join(),
      PRODUCT_NAME: productName,
    }),
  },
];

export interface TriggersProps {
  readonly stage: StageConfig;
  readonly userPool: UserPool;
}

/** The triggers of the user pool: functions that Cognito calls during its operations. */
export class Triggers extends Construct {
  /** The triggers that have been added so far, with their functions. */
  readonly functions: readonly { readonly row: Trigger; readonly lambda: ApiFunction }[];

  private readonly added: { readonly row: Trigger; readonly lambda: ApiFunction }[] = [];
  private readonly stage: StageConfig;
  private readonly userPool: UserPool;
  private log: LogGroup | undefined;

  constructor(scope: Construct, id: string, { stage, userPool }: TriggersProps) {
    super(scope, id);
    this.stage = stage;
    this.userPool = userPool;
    this.functions = this.added;
    if (stage.userMigration && !stage.userMigration.url) this.assertNoHttp();
    for (const { trigger, name, isEnabled, environment, actions, secretName } of stageTriggers) {
      if (!isEnabled(stage)) continue;
      const row = { trigger, name, environment: environment?.(stage) ?? {}, actions: actions?.(stage) ?? [] };
      grantSecret(this.add(row), secretName?.(stage));
    }
  }

  /** The log of all functions. Undefined while there is none. */
  get functionLog(): LogGroup | undefined {
    return this.log;
  }

  /**
   * Adds a trigger and its function, and returns the function, to grant it access to what the feature has. Throws a UserError
   * if the trigger has a function already, the handler file is missing, an environment variable is one that the handler does
   * not read or has the id of the user pool or of an app client, or an action is not one of Cognito.
   *
   * @example
   * const create = users.triggers.add({ trigger: 'postConfirmation', name: 'profiles/create', environment });
   * table.grant(create, 'dynamodb:PutItem');
   */
  add(row: Trigger): ApiFunction {
    const { trigger, name, environment = {}, actions = [], memory } = row;
    const { stage } = this;
    const owner = { kind: 'trigger', name } as const;
    this.assertNew(row);
    assertVariableNames(owner, environment);
    this.assertWithoutPoolIds(row);
    for (const action of actions) assertAction(row, action);
    const code = handlerCode(this, owner, { sourceMaps: stage.sourceMaps });
    assertReadsVariables(owner, environment, code);
    this.log ??= new LogGroup(this, 'Log', { retention: stage.logRetention, removalPolicy: stage.logRemovalPolicy });
    const lambda = new ApiFunction(this, constructId(name), {
      code: code.asset,
      environment: { ...(stage.sourceMaps && { NODE_OPTIONS: '--enable-source-maps' }), ...environment },
      memory: memory ?? stage.functionMemory,
      timeout: TIMEOUT,
      logGroup: this.log,
    });
    if (actions.length > 0) this.allow(lambda, actions);
    this.added.push({ row, lambda });
    this.userPool.addTrigger(
      operations[trigger],
      lambda,
      trigger === 'preTokenGeneration' ? LambdaVersion.V2_0 : undefined,
    );
    return lambda;
  }

  /** As a policy of its own: the function depends on its role's default policy, and the user pool on the function. */
  private allow(lambda: ApiFunction, actions: readonly string[]): void {
    const statements = [new PolicyStatement({ actions: [...actions], resources: [this.userPool.userPoolArn] })];
    lambda.role.attachInlinePolicy(new Policy(lambda, 'UserPoolPolicy', { statements }));
  }

  /** Throws if the function that looks users up needs the URL of an old system. */
  private assertNoHttp(): void {
    if (!handlerCode(this, { kind: 'trigger', name: 'triggers/user-migration' }).text?.includes('OLD_SYSTEM_URL'))
      return;
    throw new UserError(
      'userMigration.url is required, because lambda/triggers/old-system.ts sends HTTP requests. Set it, or replace findOldUser ' +
        'there: docs/guides/move-users.md',
    );
  }

  private assertNew({ trigger, name }: Trigger): void {
    const other = this.added.find(({ row }) => row.trigger === trigger)?.row;
    if (other) {
      throw new UserError(
        `The trigger ${trigger} of lambda/${name}.ts has a function already, lambda/${other.name}.ts. A user pool calls one: ` +
          'call your code from there',
      );
    }
    if (!this.node.tryFindChild(constructId(name))) return;
    throw new UserError(
      `The trigger ${trigger} needs a handler of its own: another trigger has a construct "${constructId(name)}" already`,
    );
  }

  /** CloudFormation would refuse the template: the user pool depends on the function, and the function on the id. */
  private assertWithoutPoolIds({ name, environment = {} }: Trigger): void {
    const stack = Stack.of(this);
    const created = this.userPool.node.findAll().filter(CfnElement.isCfnElement);
    const ids = created.map(({ logicalId }) => JSON.stringify(stack.resolve(logicalId)));
    for (const [variable, value] of Object.entries(environment)) {
      const resolved = JSON.stringify(stack.resolve(value));
      if (!ids.some((id) => resolved.includes(id))) continue;
      throw new UserError(
        `The trigger "${name}" has the id of the user pool or of an app client in the environment variable ${variable}, but ` +
          'CloudFormation creates both after the function. Read event.userPoolId or event.callerContext.clientId instead',
      );
    }
  }
}

/** Throws a UserError unless the action is one of Cognito, without wildcards. */
function assertAction({ name }: Trigger, action: string): void {
  const [, operation = ''] = /^cognito-idp:(\w+)$/.exec(action) ?? [];
  if (serviceActions.get('cognito-idp')?.has(operation.toLowerCase())) return;
  throw new UserError(
    `The trigger "${name}" has the action "${action}". Use single actions of Cognito such as cognito-idp:AdminGetUser, and ` +
      'grant the returned function what it needs of other services',
  );
}

/** Allows a function to read a secret. It must be encrypted with the account's key for Secrets Manager. */
function grantSecret(lambda: ApiFunction, secretName: string | undefined): void {
  if (secretName === undefined) return;
  const secret = Stack.of(lambda).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    // Secrets Manager adds a hyphen and six characters.
    resourceName: `${secretName}-??????`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  lambda.addToRolePolicy(new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret] }));
}
