// The smallest handler that makes the same call, as a CommonJS module like the bundles.
const url = process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER;
const { request } = require(url.startsWith('https') ? 'node:https' : 'node:http');

exports.handler = (event) => {
  const { username, password } = JSON.parse(event.body);
  const AuthParameters = { USERNAME: username, PASSWORD: password };
  const ClientId = process.env.USER_POOL_CLIENT_ID;
  const headers = {
    'Content-Type': 'application/x-amz-json-1.1',
    'X-Amz-Target': 'AWSCognitoIdentityProviderService.InitiateAuth',
  };
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', headers, agent: false }, async (reply) => {
      let text = '';
      for await (const chunk of reply) text += chunk;
      resolve({ statusCode: reply.statusCode, body: JSON.stringify(JSON.parse(text).AuthenticationResult) });
    });
    call.on('error', reject);
    call.end(JSON.stringify({ AuthFlow: 'USER_PASSWORD_AUTH', ClientId, AuthParameters }));
  });
};
