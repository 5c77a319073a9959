import { load } from './support/invoke';
import { describeSuccessReply, expectProblem } from './support/replies';

const identity = {
  cognitoIdentityId: 'eu-west-1:0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
  cognitoIdentityPoolId: 'eu-west-1:11111111-2222-3333-4444-555555555555',
  cognitoAuthenticationType: 'authenticated',
  userArn: 'arn:aws:sts::111122223333:assumed-role/role/CognitoIdentityCredentials',
};

describe('GET /private', () => {
  describeSuccessReply('private', { identity });

  it('answers 200 with the identity id and no other detail when the request is signed', async () => {
    const { status, body } = await load('private')({ identity });
    expect([status, body]).toEqual([200, { message: 'Hello eu-west-1:0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9!' }]);
  });

  it('uses the identity id of the signature when headers and body have another one', async () => {
    const other = 'eu-west-1:99999999-2222-3333-4444-555555555555';
    const headers = { 'X-Identity-Id': other, 'x-amzn-cognito-identity-id': other };
    const { body } = await load('private')({ identity, headers, body: { identityId: other } });
    expect(body.message).toContain(identity.cognitoIdentityId);
  });

  it.each([
    ['the credentials are not from an identity pool', { ...identity, cognitoIdentityId: null }],
    ['the identity id is empty', { ...identity, cognitoIdentityId: '' }],
    ['the event has no details of the caller', {}],
  ])('answers 403 forbidden when %s', async (_, withoutId) => {
    expectProblem(await load('private')({ identity: withoutId }), 403, 'forbidden');
  });

  it('answers 403 forbidden when the request has an ID token instead of a signature', async () => {
    const claims = { sub: 'sub', 'cognito:username': 'ada' };
    expectProblem(await load('private')({ claims }), 403, 'forbidden');
  });

  it('answers 403 forbidden when the request is not signed', async () => {
    expectProblem(await load('private')(), 403, 'forbidden');
  });
});
