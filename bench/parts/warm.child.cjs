// Warm requests, one after the other, through the handler and by the bare client in turn. Prints how long each took.
const { dirname, join } = require('node:path');

const [, , path, eventText, count] = process.argv;
const event = JSON.parse(eventText);
console.info = () => {};

const { handler } = require(path);
// The same code of the SDK, set up in the same way: what is measured is what the handler adds.
const { CognitoIdentityProviderClient, InitiateAuthCommand } = require(join(dirname(path), 'sdk.js'));
const client = new CognitoIdentityProviderClient({
  maxAttempts: 1,
  requestHandler: { httpAgent: { keepAlive: false }, httpsAgent: { keepAlive: false } },
});

const { username, password } = JSON.parse(event.body);
const subjects = {
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

async function timed(subject) {
  const startedAt = performance.now();
  await subject();
  return performance.now() - startedAt;
}

async function main() {
  const times = { handler: [], client: [] };
  for (let request = 0; request < Number(count); request += 1) {
    for (const [name, subject] of Object.entries(subjects)) times[name].push(await timed(subject));
  }
  process.stdout.write(JSON.stringify(times));
}

main();
