import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  ClientAttributes,
  FeaturePlan,
  Mfa,
  OAuthScope,
  type SignInAliases,
  UserPool,
  type UserPoolClient,
  type UserPoolClientOptions,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { SignInWith } from '../../lambda/contract/environment';
import { passwordPolicy } from '../../lambda/contract/password-policy';
import type { StageConfig } from '../stages/stage-config';
import { emailSender, invitationEmail, verificationEmail } from './emails';
import { addGroups } from './groups';

const signInAliases: Record<SignInWith, SignInAliases> = {
  username: { username: true, email: true },
  email: { email: true },
};

/**
 * The scopes that a client may request. With COGNITO_ADMIN, the access token is valid for the account routes, as that of
 * POST /sign-in is: docs/decisions/0006.
 */
export const oAuthScopes = [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE, OAuthScope.COGNITO_ADMIN];

/** The user pool with its groups, and the app client that the API uses. */
export class Users extends Construct {
  readonly userPool: UserPool;
  readonly userPoolClient: UserPoolClient;

  constructor(scope: Construct, id: string, { stage }: { stage: StageConfig }) {
    super(scope, id);

    this.userPool = new UserPool(this, 'UserPool', {
      signInAliases: signInAliases[stage.signInWith],
      // Final after the first deployment. Cognito's default is case-sensitive: "Ada" and "ada" would be two users.
      signInCaseSensitive: false,
      standardAttributes: { email: { required: true, mutable: true } },
      selfSignUpEnabled: true,
      autoVerify: { email: true },
      // A changed address takes effect once its owner has confirmed it; until then the old one stays valid.
      keepOriginal: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy,
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      featurePlan: FeaturePlan.ESSENTIALS,
      email: emailSender(stage, Stack.of(this)),
      userVerification: verificationEmail(stage),
      userInvitation: invitationEmail(stage),
      deletionProtection: stage.deletionProtection,
      removalPolicy: stage.userRemovalPolicy,
    });
    this.acknowledgeFindings(stage);
    addGroups(this, this.userPool, stage);

    this.userPoolClient = this.userPool.addClient('Client', {
      // A public client, without a secret. Its id is in every token, so everyone can call Cognito with it directly: the
      // settings below are what limits such callers.
      generateSecret: false,
      ...oAuthOptions(stage),
      authFlows: { userPassword: true, userSrp: true },
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      refreshTokenRotationGracePeriod: Duration.seconds(60),
      readAttributes: new ClientAttributes().withStandardAttributes({ email: true, emailVerified: true }),
      writeAttributes: new ClientAttributes().withStandardAttributes({ email: true }),
      // API Gateway accepts a revoked token until it expires, so the lifetime is short.
      idTokenValidity: Duration.minutes(15),
      accessTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.days(30),
    });
  }

  /** Acknowledges findings of cdk-nag, and adds warnings that `cdk synth` prints. */
  private acknowledgeFindings({ userRemovalPolicy, sender }: StageConfig): void {
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

/** OAuth settings of the app client: the authorization code grant only, or OAuth disabled. */
function oAuthOptions({ managedLogin }: StageConfig): UserPoolClientOptions {
  if (!managedLogin) return { disableOAuth: true };
  const flows = { authorizationCodeGrant: true, implicitCodeGrant: false, clientCredentials: false };
  const { callbackUrls, logoutUrls } = managedLogin;
  return { oAuth: { flows, scopes: oAuthScopes, callbackUrls, logoutUrls } };
}
