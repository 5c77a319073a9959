import type { PreSignUpTriggerEvent } from 'aws-lambda';
import { assertAllowedDomain } from './sign-up-rules';
import { trigger } from './trigger';

/** Before a user is created: by POST /sign-up, by a direct call of Cognito, by an administrator or by an identity provider. */
export const handler = trigger<PreSignUpTriggerEvent>(assertAllowedDomain);
