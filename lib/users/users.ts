import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  ClientAttributes,
  FeaturePlan,
  Mfa,
  type SignInAliases,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { SignInWith } from '../../lambda/contract/environment';
import { passwordPolicy } from '../../lambda/contract/password-policy';
import type { StageConfig } from '../stages/stage-config';
import { codeMail, invitationMail, mailSender } from './emails';
import { oAuthOptions } from './managed-login';
import { addUserGroups } from './user-groups';

const signInAliases: Record<SignInWith, SignInAliases> = {
  username: { username: true, email: true },
  email: { email: true },
};

/** The user pool and the app client through which this API speaks to it. */
export class UserDirectory extends Construct {
  readonly userPool: UserPool;
  readonly userPoolClient: UserPoolClient;

  constructor(scope: Construct, id: string, { stage }: { stage: StageConfig }) {
    super(scope, id);

    this.userPool = new UserPool(this, 'UserPool', {
      signInAliases: signInAliases[stage.signInWith],
      // Cannot be changed later, and Cognito's own default tells Ada from ada for ever.
      signInCaseSensitive: false,
      standardAttributes: { email: { required: true, mutable: true } },
      selfSignUpEnabled: true,
      autoVerify: { email: true },
      // A changed address counts only once its owner has confirmed it; until then the old one stays.
      keepOriginal: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy,
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      featurePlan: FeaturePlan.ESSENTIALS,
      email: mailSender(stage, Stack.of(this)),
      userVerification: codeMail(stage),
      userInvitation: invitationMail(stage),
      deletionProtection: stage.deletionProtection,
      removalPolicy: stage.userRemovalPolicy,
    });
    this.commentOn(stage);
    addUserGroups(this, this.userPool, stage);

    this.userPoolClient = this.userPool.addClient('Client', {
      // The client id stands in every token, so this client is public: it has no secret, and what it may do is
      // what anybody may do who calls Cognito directly.
      generateSecret: false,
      ...oAuthOptions(stage),
      authFlows: { userPassword: true, userSrp: true },
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      refreshTokenRotationGracePeriod: Duration.seconds(60),
      readAttributes: new ClientAttributes().withStandardAttributes({ email: true, emailVerified: true }),
      writeAttributes: new ClientAttributes().withStandardAttributes({ email: true }),
      // API Gateway takes a token until it expires, revoked or not: so it expires soon.
      idTokenValidity: Duration.minutes(15),
      accessTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.days(30),
    });
  }

  /** For whoever runs cdk-nag, or deploys. */
  private commentOn({ userRemovalPolicy, sender }: StageConfig): void {
    const validations = Validations.of(this.userPool);
    validations.acknowledge(
      {
        id: 'AwsSolutions-COG2',
        reason: 'A second factor is each user’s own choice; a product that must have one sets Mfa.REQUIRED.',
      },
      {
        id: 'AwsSolutions-COG8',
        reason: 'Refresh token rotation needs Essentials; Plus costs more for each user and adds no route here.',
      },
    );
    if (userRemovalPolicy === RemovalPolicy.RETAIN && !sender) {
      validations.addWarning(
        'FiftyMailsADay',
        'Without the setting "sender", Cognito sends the mails itself, and stops without a word at 50 a day: docs/operations.md',
      );
    }
  }
}
