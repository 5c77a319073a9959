import { ArnFormat, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnLogDeliveryConfiguration,
  type CfnUserPool,
  ClientAttributes,
  FeaturePlan,
  Mfa,
  OAuthScope,
  PasskeyUserVerification,
  type SignInAliases,
  type StandardAttributesMask,
  StringAttribute,
  UserPool,
  type UserPoolClient,
  type UserPoolClientOptions,
  type UserPoolProps,
} from 'aws-cdk-lib/aws-cognito';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { SignInWith } from '../../lambda/contract/environment';
import { CUSTOM, standardProfileAttributes } from '../../lambda/contract/profile';
import { hasPasskeyMfa, type StageConfig } from '../stages/stage-config';
import { assertKnownGroups } from './access-token-scopes';
import { emailSender, invitationEmail, verificationEmail } from './emails';
import { addGroups } from './groups';
import { IdentityProviders, mappedAttributes } from './identity-providers';
import { Triggers } from './triggers';

const signInAliases: Record<SignInWith, SignInAliases> = {
  username: { username: true, email: true },
  email: { email: true },
};

const mfaOptions = {
  off: { mfa: Mfa.OFF },
  optional: { mfa: Mfa.OPTIONAL, mfaSecondFactor: { otp: true, sms: false } },
  required: { mfa: Mfa.REQUIRED, mfaSecondFactor: { otp: true, sms: false } },
} as const;

/**
 * The scopes that a client may request. With COGNITO_ADMIN, the access token is valid for the account routes, as that of
 * POST /sign-in is: docs/decisions/0006.
 */
export const oAuthScopes = [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE, OAuthScope.COGNITO_ADMIN];

/** The user pool with its groups, and the app client that the API uses. */
export class Users extends Construct {
  readonly userPool: UserPool;
  readonly userPoolClient: UserPoolClient;
  readonly triggers: Triggers;
  /** Errors of e-mails that Cognito could not deliver: the only place where it reports them. */
  readonly emailErrorLog: LogGroup;

  constructor(scope: Construct, id: string, { stage }: { stage: StageConfig }) {
    super(scope, id);
    assertKnownGroups(stage);

    this.userPool = new UserPool(this, 'UserPool', {
      signInAliases: signInAliases[stage.signInWith],
      // Final after the first deployment. Cognito's default is case-sensitive: "Ada" and "ada" would be two users.
      signInCaseSensitive: false,
      ...requiredAttributes(stage),
      ...customAttributes(stage),
      selfSignUpEnabled: stage.selfSignUp,
      autoVerify: { email: true },
      // A changed address takes effect once its owner has confirmed it; until then the old one stays valid.
      keepOriginal: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: stage.passwordPolicy,
      ...mfaOptions[stage.mfa],
      ...signInOptions(stage),
      featurePlan: FeaturePlan.ESSENTIALS,
      email: emailSender(stage, Stack.of(this)),
      userVerification: verificationEmail(stage),
      userInvitation: invitationEmail(stage),
      deletionProtection: stage.deletionProtection,
      removalPolicy: stage.userRemovalPolicy,
    });
    if (hasPasskeyMfa(stage)) countPasskeysAsBothFactors(this.userPool);
    this.emailErrorLog = this.addEmailErrorLog(stage);
    this.acknowledgeFindings(stage);
    addGroups(this, this.userPool, stage);
    this.triggers = new Triggers(this, 'Triggers', { stage, userPool: this.userPool });
    const identityProviders = new IdentityProviders(this, 'IdentityProviders', { stage, userPool: this.userPool });

    this.userPoolClient = this.userPool.addClient('Client', {
      // A public client, without a secret. Its id is in every token, so everyone can call Cognito with it directly: the
      // settings below are what limits such callers.
      generateSecret: false,
      ...oAuthOptions(stage),
      authFlows: { userPassword: true, userSrp: true, ...(stage.signInMethods.length > 1 && { user: true }) },
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      refreshTokenRotationGracePeriod: Duration.seconds(60),
      readAttributes: readableAttributes(stage, { email: true, emailVerified: true }),
      writeAttributes: writableAttributes(stage, { email: true }),
      // API Gateway accepts a revoked token until it expires, so the lifetime is short.
      idTokenValidity: Duration.minutes(stage.tokenLifetimes.idTokenMinutes),
      accessTokenValidity: Duration.minutes(stage.tokenLifetimes.accessTokenMinutes),
      refreshTokenValidity: Duration.days(stage.tokenLifetimes.refreshTokenDays),
    });
    // The client names the providers, which must exist before.
    this.userPoolClient.node.addDependency(identityProviders);
  }

  private addEmailErrorLog({ logRetention, logRemovalPolicy }: StageConfig): LogGroup {
    const log = new LogGroup(this, 'EmailErrorLog', { retention: logRetention, removalPolicy: logRemovalPolicy });
    // Without the ":*" of logGroup.logGroupArn, which the property does not accept.
    const logGroupArn = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: log.logGroupName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    new CfnLogDeliveryConfiguration(this, 'EmailErrors', {
      userPoolId: this.userPool.userPoolId,
      logConfigurations: [
        { eventSource: 'userNotification', logLevel: 'ERROR', cloudWatchLogsConfiguration: { logGroupArn } },
      ],
    });
    return log;
  }

  /** Acknowledges findings of cdk-nag, and adds warnings that `cdk synth` prints. */
  private acknowledgeFindings(stage: StageConfig): void {
    const { userRemovalPolicy, sender } = stage;
    const validations = Validations.of(this.userPool);
    validations.acknowledge(
      {
        id: 'AwsSolutions-COG2',
        reason: 'A second factor is the choice of each user; a product that requires one sets Mfa.REQUIRED.',
      },
      {
        id: 'AwsSolutions-COG8',
        reason: 'Refresh token rotation needs Essentials. Plus costs more per user and adds no route here.',
      },
    );
    if (userRemovalPolicy === RemovalPolicy.RETAIN && !sender) {
      validations.addWarning(
        'CognitoEmailQuota',
        'Without the setting "sender", Cognito sends the e-mails itself, at most 50 per day: see docs/operations.md',
      );
    }
  }
}

/** The attributes that decide about scopes of the access token. Only administrators may write them. */
function scopeAttributes({ accessTokenScopes }: StageConfig): string[] {
  return [...new Set(accessTokenScopes.flatMap(({ attribute }) => attribute ?? []))];
}

/** The custom attributes of the profile and of scopes. They become the pool's `Schema`: see `requiredAttributes`. */
function customAttributes(stage: StageConfig): Pick<UserPoolProps, 'customAttributes'> {
  const custom = [...stage.profileAttributes, ...scopeAttributes(stage)].filter((name) => name.startsWith(CUSTOM));
  if (custom.length === 0) return {};
  const attributes = custom.map((name) => [name.replace(CUSTOM, ''), new StringAttribute({ mutable: true })] as const);
  return { customAttributes: Object.fromEntries(attributes) };
}

/** OAuth settings of the app client: the authorization code grant only, or OAuth disabled. */
function oAuthOptions({ managedLogin }: StageConfig): UserPoolClientOptions {
  if (!managedLogin) return { disableOAuth: true };
  const flows = { authorizationCodeGrant: true, implicitCodeGrant: false, clientCredentials: false };
  const { callbackUrls, logoutUrls } = managedLogin;
  return { oAuth: { flows, scopes: oAuthScopes, callbackUrls, logoutUrls } };
}

/**
 * The first factors, and the relying party of the passkeys. Required MFA names the password too, if it is the only one: Cognito keeps
 * the factors of an earlier deployment if the template has none, and refuses to require MFA in a pool with codes by e-mail
 * (go-to-k/cdkd issues 1979 and 2051).
 */
function signInOptions(stage: StageConfig): Partial<UserPoolProps> {
  const { mfa, signInMethods, passkeyRelyingPartyId } = stage;
  if (signInMethods.length === 1 && mfa !== 'required') return {};
  const [emailOtp, passkey] = [signInMethods.includes('emailCode'), signInMethods.includes('passkey')];
  return {
    signInPolicy: { allowedFirstAuthFactors: { password: true, emailOtp, passkey } },
    ...(passkey && passkeyRelyingPartyId && { passkeyRelyingPartyId }),
    ...(hasPasskeyMfa(stage) && { passkeyUserVerification: PasskeyUserVerification.REQUIRED }),
  };
}

/** A property that UserPool does not have yet (aws-cdk pull request 37894). With required MFA, Cognito accepts no other value. */
function countPasskeysAsBothFactors(userPool: UserPool): void {
  const cfnUserPool = userPool.node.defaultChild as CfnUserPool;
  cfnUserPool.webAuthnFactorConfiguration = 'MULTI_FACTOR_WITH_USER_VERIFICATION';
}

/** The attributes that tokens of the app client may read: of the profile, and those that decide about scopes. */
function readableAttributes(stage: StageConfig, standard: StandardAttributesMask): ClientAttributes {
  return clientAttributes([...stage.profileAttributes, ...scopeAttributes(stage)], standard);
}

/**
 * The attributes that tokens of the app client may write. A user can write them without this API too: an attribute that decides
 * what a user may do must not be among them.
 */
function writableAttributes(stage: StageConfig, standard: StandardAttributesMask): ClientAttributes {
  return clientAttributes(stage.profileAttributes, { ...standard, ...mappedAttributes(stage) });
}

function clientAttributes(attributes: readonly string[], standard: StandardAttributesMask): ClientAttributes {
  const custom = attributes.filter((name) => name.startsWith(CUSTOM)).map((name) => name.replace(CUSTOM, ''));
  const names = standardProfileAttributes.filter((name) => attributes.includes(name));
  const mask = Object.fromEntries(names.map((name) => [maskNames[name], true]));
  return new ClientAttributes().withStandardAttributes({ ...standard, ...mask }).withCustomAttributes(...custom);
}

/** The CDK's names of the attributes. */
const maskNames = {
  name: 'fullname',
  given_name: 'givenName',
  family_name: 'familyName',
  locale: 'locale',
  picture: 'profilePicture',
} as const satisfies Record<(typeof standardProfileAttributes)[number], keyof StandardAttributesMask>;

/**
 * Required attributes, which become the pool's `Schema`. Only with managed login and user names, where Cognito's own sign-up
 * page would otherwise not ask for the address. A template with a Schema can make later updates of the pool fail
 * (aws-cdk#8585), so no other stage has one; POST /sign-up always requires the address.
 */
function requiredAttributes({ managedLogin, signInWith }: StageConfig): Pick<UserPoolProps, 'standardAttributes'> {
  if (!managedLogin || signInWith === 'email') return {};
  return { standardAttributes: { email: { required: true, mutable: true } } };
}
