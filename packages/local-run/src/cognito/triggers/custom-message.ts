import { z } from 'zod/mini';
import type { Context } from '../context';
import type { MessagePurpose } from '../emails/mailbox';
import { type EmailValues, type MessageTemplate, sendEmail } from '../emails/send-email';
import { hashSecret } from '../secrets';
import type { UserPool } from '../user-pool';
import type { User } from '../users/user';
import { logIgnored, runTrigger } from './run-trigger';
import { optional, type StringMap, userAttributesOf } from './user-attributes';

/** A message to a user. */
export interface UserMessage extends Omit<EmailValues, 'codeOf'> {
  readonly source:
    | 'CustomMessage_AdminCreateUser'
    | 'CustomMessage_Authentication'
    | 'CustomMessage_ForgotPassword'
    | 'CustomMessage_ResendCode'
    | 'CustomMessage_SignUp'
    | 'CustomMessage_UpdateUserAttribute'
    | 'CustomMessage_VerifyUserAttribute';
  readonly user: User;
  readonly purpose: MessagePurpose;
  /** Of the challenge that a code signs in with. */
  readonly session?: string;
  /** Undefined for an operation of an administrator. */
  readonly clientId: string | undefined;
  readonly clientMetadata?: StringMap | undefined;
}

const CODE = '{####}';
const USERNAME = '{username}';

/** In characters. Source: "Custom message Lambda trigger" in the Cognito developer guide, and EmailVerificationSubjectType in the API. */
const schema = z.object({
  emailMessage: z.nullish(z.string().check(z.maxLength(20_000))),
  emailSubject: z.nullish(z.string().check(z.maxLength(140))),
  smsMessage: z.nullish(z.string()),
});

/**
 * Sends an e-mail in the words of CustomMessage, or of the pool if the trigger gives none. A text without the code, or an invitation
 * without the user name, is replaced by the pool's without a warning: reported in awsdocs/amazon-cognito-developer-guide#31 for
 * invitations, and assumed for codes. AWS documents that it refuses own texts unless EmailSendingAccount is DEVELOPER, but
 * accepts them: Amplify's template for verification links relies on it.
 */
export async function sendMessage(
  message: UserMessage,
  template: MessageTemplate,
  pool: UserPool,
  context: Context,
): Promise<void> {
  const { source, user, clientId, clientMetadata } = message;
  const isInvitation = source === 'CustomMessage_AdminCreateUser';
  const call = {
    trigger: 'CustomMessage',
    source,
    username: user.username,
    clientId: clientId ?? (isInvitation ? 'CLIENT_ID_NOT_APPLICABLE' : undefined),
    request: {
      userAttributes: userAttributesOf(user, pool),
      codeParameter: CODE,
      linkParameter: '{##Click Here##}',
      usernameParameter: isInvitation ? USERNAME : null,
      ...optional('clientMetadata', clientMetadata),
    },
    response: { smsMessage: null, emailMessage: null, emailSubject: null },
    schema,
  } as const;
  const response = await runTrigger(call, pool, context);
  const placeholders = isInvitation ? [CODE, USERNAME] : [CODE];
  const own = response?.emailMessage;
  const missing = own ? placeholders.find((placeholder) => !own.includes(placeholder)) : undefined;
  if (missing !== undefined) logIgnored(call, `emailMessage and emailSubject: emailMessage has no ${missing}`, context);
  const { emailMessage, emailSubject } = missing === undefined ? { ...response } : {};
  const words = { subject: emailSubject || template.subject, text: emailMessage || template.text };
  const text = isInvitation ? words.text.replaceAll(USERNAME, () => message.username) : words.text;
  const { purpose, session } = message;
  const codeOf = { userPoolId: pool.id, sub: user.sub, purpose, ...(session && { challenge: hashSecret(session) }) };
  sendEmail({ ...message, codeOf }, { ...words, text }, context);
}
