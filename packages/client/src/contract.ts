import type { infer as Infer } from 'zod/mini';
import type * as problems from '../../../lambda/contract/problems';
import type * as replies from '../../../lambda/contract/replies';
import type * as requests from '../../../lambda/contract/requests';

/*
 * The bodies of requests and replies, inferred from the schemas of the API, with all settings of a stage on. The build writes them as
 * plain types, so that the declarations of the package need neither the schemas nor the library that they are made with.
 */

/** `email` may be left out only if users sign in with their address; `password` only if they can sign in without one. */
export type SignUpRequest = Infer<typeof requests.PasswordlessSignUpRequest.email>;
export type ConfirmRequest = Infer<typeof requests.ConfirmAndSignInRequest>;
export type UserRequest = Infer<typeof requests.SendCodeRequest>;
export type SignInRequest = Infer<typeof requests.SignInRequest>;
export type ChallengeRequest = Infer<typeof requests.ChallengeRequest>;
export type MfaSetupRequest = Infer<typeof requests.MfaSetupRequest>;
export type FinishMfaSetupRequest = Infer<typeof requests.FinishMfaSetupRequest>;
export type ResetPasswordRequest = Infer<typeof requests.ResetPasswordAndPasskeysRequest>;
export type UpdateMeRequest = Infer<ReturnType<typeof requests.updateMeRequest>>;
export type ChangeEmailRequest = Infer<typeof requests.ChangeEmailRequest>;
export type CodeRequest = Infer<typeof requests.ConfirmEmailRequest>;
export type ChangePasswordRequest = Infer<typeof requests.ChangePasswordRequest>;
export type PasskeyRequest = Infer<typeof requests.PasskeyRequest>;

export type SignUpReply = Infer<typeof replies.SignUpReply>;
export type ConfirmReply = Infer<typeof replies.ConfirmAndSignInReply>;
export type MessageReply = Infer<typeof replies.Message>;
export type Tokens = Infer<typeof replies.Tokens>;
export type Challenge = Infer<typeof replies.Challenge>;
export type MfaSetup = Infer<typeof replies.MfaSetup>;
export type PasskeyRemoval = Infer<typeof replies.PasskeyRemoval>;
export type PasskeyOptions = Infer<typeof replies.PasskeyOptions>;
export type PasskeyList = Infer<typeof replies.PasskeyList>;
export type Account = Infer<typeof replies.Account>;
export type TotpKey = Infer<typeof replies.TotpKey>;
export type UserReply = Infer<typeof replies.SecretReply>;

/** Every error code of the API. */
export type ProblemCode = keyof typeof problems.problems;
/** A mistake in one field of a request. */
export type FieldError = Pick<problems.FieldError, 'field' | 'message'>;
