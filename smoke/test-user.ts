import { randomBytes } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { StageConfig } from '../lib/stages/stage-config';
import type { Report } from './report';

/** Errors after which Cognito has certainly not created the user. */
const REFUSALS = [
  'AccessDeniedException',
  'NotAuthorizedException',
  'ResourceNotFoundException',
  'InvalidParameterException',
];

/** A confirmed user of the user pool, for the duration of the test. The password is never printed. */
export interface TestUser {
  readonly username: string;
  readonly password: string;
  joinGroup(group: string): Promise<void>;
}

export interface TestUserProps {
  readonly cognito: CognitoIdentityProviderClient;
  readonly userPoolId: string;
  readonly stage: StageConfig;
  readonly report: Report;
}

/** Runs the checks with a new user, and deletes the user in any case. If it cannot be created, the checks do not run. */
export async function withTestUser(props: TestUserProps, checks: (user: TestUser) => Promise<void>): Promise<void> {
  const { cognito, userPoolId: UserPoolId, stage, report } = props;
  // 128 random bits: no existing user has this name.
  const name = `smoke-${randomBytes(16).toString('hex')}`;
  // The top-level domain "invalid" is reserved (RFC 2606): no one can receive a code that resets the password.
  const email = `${name}@smoke.invalid`;
  const Username = stage.signInWith === 'email' ? email : name;
  const password = randomPassword();
  const user: TestUser = {
    username: Username,
    password,
    async joinGroup(GroupName) {
      await cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
    },
  };
  let mayExist = true;
  try {
    const created = await attempt(async () => {
      await cognito.send(
        new AdminCreateUserCommand({
          UserPoolId,
          Username,
          // No invitation is sent.
          MessageAction: 'SUPPRESS',
          UserAttributes: [
            { Name: 'email', Value: email },
            { Name: 'email_verified', Value: 'true' },
          ],
        }),
      );
    });
    // After a lost reply, the SDK sends the request again, and the user exists already.
    const isCreated = created === 'done' || created === 'UsernameExistsException';
    mayExist = isCreated || !REFUSALS.includes(created);
    if (!report.compare('Create the test user', 'done', isCreated ? 'done' : created)) return;

    const Password = { UserPoolId, Username, Password: password, Permanent: true };
    const changed = await attempt(() => cognito.send(new AdminSetUserPasswordCommand(Password)));
    if (report.compare('Set its password', 'done', changed)) await checks(user);
  } finally {
    if (mayExist) {
      const deleted = await attempt(() => cognito.send(new AdminDeleteUserCommand({ UserPoolId, Username })));
      const isGone = deleted === 'done' || deleted === 'UserNotFoundException';
      const remedy = `${deleted}: delete ${Username} in ${UserPoolId} yourself`;
      report.compare('Delete the test user', 'done', isGone ? 'done' : remedy);
    }
  }
}

/** `done`, or the name of the error. Its message may contain what was sent. */
async function attempt(act: () => Promise<unknown>): Promise<string> {
  try {
    await act();
    return 'done';
  } catch (error) {
    return (error as Error).name;
  }
}

/** Fulfills every password policy of Cognito, whose longest minimum is 99 characters: has one of each kind of character. */
function randomPassword(): string {
  return `Aa1!${randomBytes(64).toString('base64url')}${randomBytes(16).toString('hex')}`;
}
