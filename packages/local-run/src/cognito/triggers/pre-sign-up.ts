import { z } from 'zod/mini';
import type { Context } from '../context';
import { invalidParameter } from '../exceptions';
import type { UserPool } from '../user-pool';
import type { Attributes } from '../users/attributes';
import { runTrigger } from './run-trigger';
import { optional, type StringMap } from './user-attributes';

/** An account that is about to be created. */
export interface PreSignUpRequest {
  readonly source: 'PreSignUp_SignUp' | 'PreSignUp_AdminCreateUser' | 'PreSignUp_ExternalProvider';
  /** The internal user name that the account will have. */
  readonly username: string;
  readonly attributes: Attributes;
  /** Undefined for AdminCreateUser. */
  readonly clientId: string | undefined;
  readonly validationData?: StringMap | undefined;
  readonly clientMetadata?: StringMap | undefined;
}

/** What the trigger decided for the new account. */
export interface PreSignUpDecision {
  readonly autoConfirm: boolean;
  readonly autoVerifyEmail: boolean;
  readonly autoVerifyPhone: boolean;
}

const nothingDecided: PreSignUpDecision = { autoConfirm: false, autoVerifyEmail: false, autoVerifyPhone: false };

/** AWS's name for the missing client of AdminCreateUser. */
const NO_CLIENT = 'CLIENT_ID_NOT_APPLICABLE';

/** In events of external providers, whatever the aliases of the pool are. Events in aws-amplify/amplify-js#2754 have it. */
const noAliases = { 'cognito:email_alias': '', 'cognito:phone_number_alias': '' };

const flag = z.nullish(z.boolean());
const schema = z.object({ autoConfirmUser: flag, autoVerifyEmail: flag, autoVerifyPhone: flag });

/**
 * PreSignUp: may refuse a new account. What it decides is ignored for AdminCreateUser. An address or a phone number that it verifies
 * must exist. Source: "Pre sign-up Lambda trigger" in the Cognito developer guide, which does not name the error.
 */
export async function runPreSignUp(
  request: PreSignUpRequest,
  pool: UserPool,
  context: Context,
): Promise<PreSignUpDecision> {
  const { source, username, attributes, clientId = NO_CLIENT, validationData, clientMetadata } = request;
  const call = {
    trigger: 'PreSignUp',
    source,
    username,
    clientId,
    request: {
      userAttributes: { ...(source === 'PreSignUp_ExternalProvider' && noAliases), ...Object.fromEntries(attributes) },
      validationData: validationData ?? null,
      ...optional('clientMetadata', clientMetadata),
    },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
    schema,
  } as const;
  const response = await runTrigger(call, pool, context);
  if (response === undefined || source === 'PreSignUp_AdminCreateUser') return nothingDecided;
  const { autoConfirmUser, autoVerifyEmail, autoVerifyPhone } = response;
  if (autoVerifyEmail && !attributes.has('email')) throw nothingToVerify('email', 'autoVerifyEmail');
  if (autoVerifyPhone && !attributes.has('phone_number')) throw nothingToVerify('phone_number', 'autoVerifyPhone');
  return {
    autoConfirm: autoConfirmUser ?? false,
    autoVerifyEmail: autoVerifyEmail ?? false,
    autoVerifyPhone: autoVerifyPhone ?? false,
  };
}

const nothingToVerify = (attribute: string, name: string) =>
  invalidParameter(`The user has no attribute ${attribute}, which ${name} of PreSignUp would verify.`);
