import { describeSuccess, expectProblem } from './support/every-route';
import { load } from './support/invoke';

const identity = {
  cognitoIdentityId: 'eu-west-1:0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
  cognitoIdentityPoolId: 'eu-west-1:11111111-2222-3333-4444-555555555555',
  cognitoAuthenticationType: 'authenticated',
  userArn: 'arn:aws:sts::111122223333:assumed-role/role/CognitoIdentityCredentials',
};

describe('GET /private', () => {
  describeSuccess('private', { identity });

  it('greets who signed the request by the id of their identity, and says nothing else of them', async () => {
    const { status, body } = await load('private')({ identity });
    expect([status, body]).toEqual([200, { message: 'Hello eu-west-1:0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9!' }]);
  });

  it('takes who is calling from the signature, whatever the request says', async () => {
    const other = 'eu-west-1:99999999-2222-3333-4444-555555555555';
    const headers = { 'X-Identity-Id': other, 'x-amzn-cognito-identity-id': other };
    const { body } = await load('private')({ identity, headers, body: { identityId: other } });
    expect(body.message).toContain(identity.cognitoIdentityId);
  });

  it.each([
    ['AWS credentials that are not from the identity pool', { ...identity, cognitoIdentityId: null }],
    ['an empty identity', { ...identity, cognitoIdentityId: '' }],
    ['a caller of whom nothing is known', {}],
  ])('answers 403 to %s', async (_, nobody) => {
    expectProblem(await load('private')({ identity: nobody }), 403, 'forbidden');
  });

  it('answers 403 to an ID token, and without a guard in front', async () => {
    const claims = { sub: 'sub', 'cognito:username': 'ada' };
    expectProblem(await load('private')({ claims }), 403, 'forbidden');
    expectProblem(await load('private')(), 403, 'forbidden');
  });
});
