/** Options of the local run for the tests of a stage where people sign in with a username. */
export const usernameStage = ['identityPool=true'];

export const [callbackUrl, logoutUrl] = ['https://app.example.com/signed-in', 'https://app.example.com/'];

const managedLogin = (page: string) => {
  const urls = { callbackUrls: [callbackUrl, page], logoutUrls: [logoutUrl, page] };
  return `managedLogin=${JSON.stringify({ domainPrefix: 'engine', ...urls })}`;
};

/** Options of the local run for the tests of a stage where people sign in with an e-mail address or by managed login. */
export const emailStage = ['stage=prod', 'signInWith=email', 'allowedOrigins=[]', 'identityPool=true', managedLogin];
