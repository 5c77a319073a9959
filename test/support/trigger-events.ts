import type {
  CustomMessageTriggerEvent,
  PostAuthenticationTriggerEvent,
  PostConfirmationTriggerEvent,
  PreAuthenticationTriggerEvent,
  PreSignUpTriggerEvent,
  PreTokenGenerationV2TriggerEvent,
  UserMigrationTriggerEvent,
} from 'aws-lambda';
import type { Trigger } from '../../lib/users/triggers';

const common = {
  version: '1',
  region: 'eu-central-1',
  userPoolId: 'eu-central-1_example',
  userName: 'ada',
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'client' },
};
const userAttributes = {
  sub: '6b5ba8a1-0c4e-4f0a-9b1e-1843184318ad',
  'cognito:user_status': 'CONFIRMED',
  email: 'ada@example.com',
  email_verified: 'true',
};

export const preSignUpEvent: PreSignUpTriggerEvent = {
  ...common,
  triggerSource: 'PreSignUp_SignUp',
  request: { userAttributes: { email: 'ada@example.com' } },
  response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
};

export const preTokenGenerationEvent: PreTokenGenerationV2TriggerEvent = {
  ...common,
  version: '2',
  triggerSource: 'TokenGeneration_Authentication',
  request: {
    userAttributes,
    groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [] },
    scopes: ['aws.cognito.signin.user.admin'],
  },
  response: { claimsAndScopeOverrideDetails: {} },
};

export const customMessageEvent: CustomMessageTriggerEvent = {
  ...common,
  triggerSource: 'CustomMessage_SignUp',
  request: { userAttributes, codeParameter: '{####}', linkParameter: '{##Click Here##}', usernameParameter: null },
  response: { smsMessage: null, emailMessage: null, emailSubject: null },
};

export const postConfirmationEvent: PostConfirmationTriggerEvent = {
  ...common,
  triggerSource: 'PostConfirmation_ConfirmSignUp',
  request: { userAttributes },
  response: {},
};
const preAuthenticationEvent: PreAuthenticationTriggerEvent = {
  ...common,
  triggerSource: 'PreAuthentication_Authentication',
  request: { userAttributes },
  response: {},
};
const postAuthenticationEvent: PostAuthenticationTriggerEvent = {
  ...common,
  triggerSource: 'PostAuthentication_Authentication',
  request: { userAttributes, newDeviceUsed: false },
  response: {},
};
const userMigrationEvent: UserMigrationTriggerEvent = {
  ...common,
  triggerSource: 'UserMigration_Authentication',
  request: { password: 'Correct-Horse-7' },
  response: { userAttributes: {}, desiredDeliveryMediums: ['EMAIL'] },
};

/** An event of each trigger, as Cognito sends it for a valid request of a confirmed user. */
export const triggerEvents = {
  preSignUp: preSignUpEvent,
  postConfirmation: postConfirmationEvent,
  preAuthentication: preAuthenticationEvent,
  postAuthentication: postAuthenticationEvent,
  preTokenGeneration: preTokenGenerationEvent,
  customMessage: customMessageEvent,
  userMigration: userMigrationEvent,
} as const satisfies Record<Trigger['trigger'], object>;
