import type { Context } from '../context';
import { invalidParameter } from '../exceptions';
import type { UserPool } from '../user-pool';
import type { Attributes } from '../users/attributes';
import { invalidResponse, runTrigger } from './run-trigger';
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
}

const flags = ['autoConfirmUser', 'autoVerifyEmail', 'autoVerifyPhone'] as const;

/** As AWS names the missing client of AdminCreateUser. */
const NO_CLIENT = 'CLIENT_ID_NOT_APPLICABLE';

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
    response: Object.fromEntries(flags.map((name) => [name, false])),
  } as const;
  const response = await runTrigger(call, pool, context);
  if (response === undefined || source === 'PreSignUp_AdminCreateUser')
    return { autoConfirm: false, autoVerifyEmail: false };
  const wrong = flags.find((name) => !['boolean', 'undefined'].includes(typeof (response[name] ?? undefined)));
  if (wrong !== undefined) throw invalidResponse(call, `response.${wrong} is not true or false`, context);
  const isSet = (name: (typeof flags)[number]) => response[name] === true;
  if (isSet('autoVerifyEmail') && !attributes.get('email')) {
    throw invalidParameter('The user has no email attribute to be verified by autoVerifyEmail.');
  }
  if (isSet('autoVerifyPhone') && !attributes.get('phone_number')) {
    throw invalidParameter('The user has no phone_number attribute to be verified by autoVerifyPhone.');
  }
  return { autoConfirm: isSet('autoConfirmUser'), autoVerifyEmail: isSet('autoVerifyEmail') };
}

/** In events of external providers. Source: aws-amplify/amplify-js#2754 and others, which quote such events. */
const noAliases = { 'cognito:email_alias': '', 'cognito:phone_number_alias': '' };
