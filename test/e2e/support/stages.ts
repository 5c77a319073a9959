/** Options of the local run for a stage with usernames. */
export const usernameStage = ['identityPool=true'];

export const [callbackUrl, logoutUrl] = ['https://app.example.com/signed-in', 'https://app.example.com/'];

const managedLogin = (page: string) => {
  const urls = { callbackUrls: [callbackUrl, page], logoutUrls: [logoutUrl, page] };
  return `managedLogin=${JSON.stringify({ domainPrefix: 'engine', ...urls })}`;
};

/** Options of the local run for a stage with e-mail addresses as usernames, and managed login. */
export const emailStage = ['stage=prod', 'signInWith=email', 'allowedOrigins=[]', 'identityPool=true', managedLogin];
