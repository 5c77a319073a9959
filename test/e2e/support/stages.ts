import type { SignInWith } from '../../../lambda/contract/environment';

/** Options of the local run for a stage with usernames. */
export const usernameStage = ['identityPool=true'];

export const [callbackUrl, logoutUrl] = ['https://app.example.com/signed-in', 'https://app.example.com/'];

const managedLogin = (page: string) => {
  const urls = { callbackUrls: [callbackUrl, page], logoutUrls: [logoutUrl, page] };
  return `managedLogin=${JSON.stringify({ domainPrefix: 'engine', ...urls })}`;
};

/** Options of the local run for a stage with e-mail addresses as usernames, and managed login. */
export const emailStage = ['stage=prod', 'signInWith=email', 'allowedOrigins=[]', 'identityPool=true', managedLogin];

/** Options of the local run for a stage with every sign-in method, profile attributes, and changes of the e-mail address. */
export const signInMethodsStage = (mode: SignInWith) => [
  `signInWith=${mode}`,
  'signInMethods=password,emailCode,passkey',
  'passkeyRelyingPartyId=localhost',
  'emailChange=true',
  'profileAttributes=name,locale',
  'stepUpMinutes=5',
  'sender={"address":"no-reply@example.com"}',
];

/** Options of the local run for a stage in which each user has to set up a second factor. */
export const requiredMfaStage = ['mfa=required'];

/** The same, with passkeys, which count as both factors. */
export const passkeyMfaStage = [
  ...requiredMfaStage,
  'signInMethods=password,passkey',
  'passkeyRelyingPartyId=localhost',
];
