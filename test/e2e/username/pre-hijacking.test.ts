import { runOnce } from '../support/local-run';
import { expectProblem, get, latestCodeFor, post, signIn, withToken } from '../support/scenario';
import { usernameStage } from '../support/stages';

runOnce(...usernameStage);

const ATTACKERS_PASSWORD = 'Attackers-Horse-7';
const VICTIMS_PASSWORD = 'Victims-Horse-7';

describe('an address that another person has signed up with before, under another username', () => {
  it('belongs to the account that confirms it, and the other account never gets it', async () => {
    const email = 'thekla@example.com';
    await post('/sign-up', { username: 'not-thekla', password: ATTACKERS_PASSWORD, email });
    const attackersCode = await latestCodeFor(email);
    expect((await post('/sign-up', { username: 'thekla', password: VICTIMS_PASSWORD, email })).status).toBe(201);
    const code = await latestCodeFor(email);
    expect((await post('/confirm', { username: 'thekla', code, password: VICTIMS_PASSWORD })).status).toBe(200);

    const { accessToken } = await signIn(email, VICTIMS_PASSWORD);
    expect((await get('/me', withToken(accessToken))).body).toMatchObject({ username: 'thekla', email });
    expectProblem(
      await post('/sign-in', { username: email, password: ATTACKERS_PASSWORD }),
      401,
      'invalid_credentials',
    );
    expectProblem(
      await post('/confirm', { username: 'not-thekla', code: attackersCode, password: ATTACKERS_PASSWORD }),
      409,
      'email_taken',
    );
  });
});

describe('a username that another person has signed up with before', () => {
  it('answers 409 username_taken to its second sign-up', async () => {
    const account = (email: string, password: string) => ({ username: 'ulrike', email, password });
    expect((await post('/sign-up', account('attacker@example.com', ATTACKERS_PASSWORD))).status).toBe(201);
    const second = await post('/sign-up', account('ulrike@example.com', VICTIMS_PASSWORD));
    expectProblem(second, 409, 'username_taken');
    expect(await latestCodeFor('ulrike@example.com')).toBe('');
  });
});
