// Sequential warm requests, alternately through the handler and with the client alone. Prints the milliseconds of each.
const { dirname, join } = require('node:path');

const [, , path, eventText, count] = process.argv;
const event = JSON.parse(eventText);
console.info = () => {};

const { handler } = require(path);
// The same SDK code with the same settings, so that the difference is what the handler adds.
const { CognitoIdentityProviderClient, InitiateAuthCommand } = require(join(dirname(path), 'cognito-sdk.js'));
const client = new CognitoIdentityProviderClient({
  maxAttempts: 1,
  requestHandler: { httpAgent: { keepAlive: false }, httpsAgent: { keepAlive: false } },
});

const { username, password } = JSON.parse(event.body);
const calls = {
  handler: () => handler(event),
  client: () =>
    client.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: process.env.USER_POOL_CLIENT_ID,
        AuthParameters: { USERNAME: username, PASSWORD: password },
      }),
    ),
};

async function timed(call) {
  const startedAt = performance.now();
  await call();
  return performance.now() - startedAt;
}

async function main() {
  const times = { handler: [], client: [] };
  for (let request = 0; request < Number(count); request += 1) {
    for (const [name, call] of Object.entries(calls)) times[name].push(await timed(call));
  }
  process.stdout.write(JSON.stringify(times));
}

main();
