import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stackName } from '../../lib/stages/stages';
import { synthesizeAssemblies } from './assemblies';
import type { Change } from './aws/cloudformation/plan';
import type { Stack } from './aws/cloudformation/stack';
import { SimulatedAccount } from './aws/simulated-account';
import { assertSuccessful, runCdk } from './run-cdk';

// Milliseconds. Each deployment starts the CLI, which is slow on a busy machine.
jest.setTimeout(200_000);

const STACK = stackName({ name: 'dev' });

const managedLogin = (domainPrefix: string) =>
  JSON.stringify({
    domainPrefix,
    callbackUrls: ['https://app.example.com/signed-in'],
    logoutUrls: ['https://app.example.com/'],
  });

/** Sign-in with e-mail addresses: with user names, managed login adds a `Schema`, which delete-and-import.test.ts covers. */
const first = { signInWith: 'email' };
const otherSettings = {
  ...first,
  productName: 'Another product',
  sender: '{"address": "no-reply@example.com", "verifiedDomain": "example.com"}',
  requestsPerSecond: '30',
};
const features = {
  waf: 'true',
  identityPool: 'true',
  userMigration: '{"url": "https://old.example.com/users", "secretName": "old-system"}',
};

const google = { clientId: '1-a.apps.googleusercontent.com', secretName: 'example/google' };
const corp = { name: 'Corp', issuer: 'https://login.corp.example', clientId: 'web', secretName: 'example/corp' };
const withProviders = (providers: object) => ({
  ...otherSettings,
  managedLogin: managedLogin('example'),
  identityProviders: JSON.stringify(providers),
});

const optionSets = {
  first,
  otherSettings,
  allFeatures: { ...otherSettings, ...features, managedLogin: managedLogin('example') },
  otherPrefix: { ...otherSettings, ...features, managedLogin: managedLogin('another-example') },
  twoProviders: withProviders({ google, oidc: [corp] }),
  oneProvider: withProviders({ google }),
  grouped: { ...otherSettings, functions: 'grouped' },
  otherSignIn: { ...otherSettings, signInWith: 'username' },
};

describe('cdk deploy of a stack that exists', () => {
  const home = mkdtempSync(join(tmpdir(), 'cdk-update-'));
  const account = new SimulatedAccount();
  let assemblies: Readonly<Record<keyof typeof optionSets, string>>;

  const deploy = (options: keyof typeof optionSets) =>
    runCdk({ account, home }, 'deploy', '--app', assemblies[options]);
  const stack = (): Stack => {
    const found = account.cloudFormation.findStack(STACK);
    if (!found) throw new Error(`There is no stack ${STACK}`);
    return found;
  };
  const onlyOne = (type: string) => {
    const [resource, ...others] = account.resources.ofType(type);
    if (!resource || others.length > 0) throw new Error(`There are ${others.length} more ${type} than one`);
    return resource;
  };
  const changedTypes = (action: Change['action']) => {
    const changes = account.cloudFormation.lastChangeSet.plan.changes.filter((change) => change.action === action);
    return [...new Set(changes.map(({ resource }) => resource.physical.type))].sort();
  };
  const identities = () =>
    ['AWS::Cognito::UserPool', 'AWS::Cognito::UserPoolClient', 'AWS::ApiGateway::RestApi'].map(
      (type) => onlyOne(type).physicalId,
    );

  /** What must be the same after each update: clients and users know the API and the pool by these. */
  let firstIdentities: string[];

  beforeAll(async () => {
    await account.open();
    assemblies = await synthesizeAssemblies(home, optionSets);
    assertSuccessful(await deploy('first'));
    firstIdentities = identities();
  });
  afterAll(() => {
    account.close();
    rmSync(home, { recursive: true });
  });

  it('leaves termination protection off in dev', () => {
    expect(stack().terminationProtection).toBe(false);
  });

  describe('with another product name, sender and rate limit', () => {
    beforeAll(async () => assertSuccessful(await deploy('otherSettings')));

    it('updates the user pool in place', () => {
      expect(changedTypes('Modify')).toContain('AWS::Cognito::UserPool');
      expect(onlyOne('AWS::Cognito::UserPool').properties).toMatchObject({
        EmailConfiguration: { From: 'no-reply@example.com' },
        EmailVerificationSubject: expect.stringContaining('Another product'),
      });
    });

    it('sets the rate limit of the API', () => {
      expect(onlyOne('AWS::ApiGateway::Stage').properties).toMatchObject({
        MethodSettings: expect.arrayContaining([
          expect.objectContaining({ HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 30 }),
        ]),
      });
    });

    it('replaces no resource but the deployment of the API', () => {
      expect(changedTypes('Replace').filter((type) => type !== 'AWS::ApiGateway::Deployment')).toEqual([]);
      expect(identities()).toEqual(firstIdentities);
    });
  });

  describe('with no change', () => {
    it('creates no change set', async () => {
      const { executed } = account.cloudFormation;
      const before = executed.length;
      const { code, printed } = await deploy('otherSettings');
      expect({ code, changeSets: executed.length }).toEqual({ code: 0, changeSets: before });
      expect(printed).toContain('(no changes)');
    });
  });

  describe('with a web ACL, an identity pool, its route, managed login and a trigger switched on', () => {
    beforeAll(async () => assertSuccessful(await deploy('allFeatures')));

    it('gives the user pool its trigger in place', () => {
      expect(changedTypes('Modify')).toContain('AWS::Cognito::UserPool');
      const { LambdaConfig } = onlyOne('AWS::Cognito::UserPool').properties;
      expect(LambdaConfig).toEqual({ UserMigration: expect.any(String) });
    });

    it('creates their resources', () => {
      expect(changedTypes('Add')).toEqual(
        expect.arrayContaining([
          'AWS::ApiGateway::Method',
          'AWS::Cognito::IdentityPool',
          'AWS::Cognito::UserPoolDomain',
          'AWS::Lambda::Function',
          'AWS::WAFv2::WebACL',
        ]),
      );
    });

    it('deploys the new route: an API changes only with a new deployment', () => {
      const added = [...changedTypes('Add'), ...changedTypes('Replace')];
      expect(added).toContain('AWS::ApiGateway::Deployment');
      expect(onlyOne('AWS::ApiGateway::Stage').properties).toMatchObject({
        DeploymentId: onlyOne('AWS::ApiGateway::Deployment').identifier.DeploymentId,
      });
    });

    it('keeps the API, the user pool and its client', () => {
      expect(identities()).toEqual(firstIdentities);
    });
  });

  describe('with another domain prefix of managed login', () => {
    it('is refused and rolled back, because CloudFormation creates the new domain first', async () => {
      const before = snapshot(stack());
      const { code, printed } = await deploy('otherPrefix');
      expect(code).toBe(1);
      expect(printed).toContain('User pool already has a domain configured.');
      expect(stack().status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(snapshot(stack())).toEqual(before);
      expect(onlyOne('AWS::Cognito::UserPoolDomain').properties).toMatchObject({ Domain: 'example' });
    });
  });

  describe('with the features switched off again', () => {
    beforeAll(async () => assertSuccessful(await deploy('otherSettings')));

    it('deletes their resources', () => {
      for (const type of ['AWS::WAFv2::WebACL', 'AWS::Cognito::IdentityPool', 'AWS::Cognito::UserPoolDomain'])
        expect(account.resources.ofType(type)).toEqual([]);
      expect(onlyOne('AWS::Cognito::UserPool').properties).not.toHaveProperty('LambdaConfig');
    });

    it('keeps the API, the user pool and its client', () => {
      expect(identities()).toEqual(firstIdentities);
    });
  });

  describe('with identity providers', () => {
    const providerNames = () =>
      account.resources
        .ofType('AWS::Cognito::UserPoolIdentityProvider')
        .map(({ properties }) => properties.ProviderName);
    const supported = () => onlyOne('AWS::Cognito::UserPoolClient').properties.SupportedIdentityProviders;

    it('creates them, and changes the user pool and its client in place', async () => {
      assertSuccessful(await deploy('twoProviders'));
      expect(providerNames().sort()).toEqual(['Corp', 'Google']);
      expect(supported()).toEqual(['Google', 'Corp', 'COGNITO']);
      expect(identities()).toEqual(firstIdentities);
    });

    it('removes one of them, and keeps the user pool, its client and the other provider', async () => {
      assertSuccessful(await deploy('oneProvider'));
      expect(providerNames()).toEqual(['Google']);
      expect(supported()).toEqual(['Google', 'COGNITO']);
      expect(changedTypes('Remove')).toEqual(['AWS::Cognito::UserPoolIdentityProvider']);
      expect(identities()).toEqual(firstIdentities);
    });

    it('removes all of them', async () => {
      assertSuccessful(await deploy('otherSettings'));
      expect(providerNames()).toEqual([]);
      expect(supported()).toEqual(['COGNITO']);
      expect(identities()).toEqual(firstIdentities);
    });
  });

  describe('with grouped functions', () => {
    const functionCount = () => account.resources.ofType('AWS::Lambda::Function').length;
    const deployment = () => onlyOne('AWS::ApiGateway::Deployment').physicalId;

    it.each([
      ['grouped', (count: number) => expect(count).toBe(3)],
      ['otherSettings', (count: number) => expect(count).toBeGreaterThan(3)],
    ] as const)('replaces the functions, and deploys the API with the new ones: %s', async (options, expectCount) => {
      const before = deployment();
      assertSuccessful(await deploy(options));
      expectCount(functionCount());
      // Without a new deployment, the stage would go on calling functions that do not exist any more.
      expect(deployment()).not.toBe(before);
      expect(onlyOne('AWS::ApiGateway::Stage').properties).toMatchObject({
        DeploymentId: onlyOne('AWS::ApiGateway::Deployment').identifier.DeploymentId,
      });
      expect(identities()).toEqual(firstIdentities);
    });
  });

  describe('with another signInWith', () => {
    it('is refused and rolled back, and the user pool is kept', async () => {
      const before = snapshot(stack());
      const { code, printed } = await deploy('otherSignIn');
      expect(code).toBe(1);
      expect(printed).toContain('Updates are not allowed for property - UsernameAttributes.');
      expect(stack().status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(snapshot(stack())).toEqual(before);
      expect(identities()).toEqual(firstIdentities);
    });
  });

  describe('and then cdk destroy', () => {
    it('deletes everything except the CloudWatch role, which all APIs of the account share', async () => {
      const { code } = await runCdk({ account, home }, 'destroy', '--app', assemblies.otherSettings);
      expect(code).toBe(0);
      expect(account.cloudFormation.findStack(STACK)).toBeUndefined();
      expect(account.resources.types).toEqual(['AWS::ApiGateway::Account', 'AWS::IAM::Role']);
    });
  });
});

function snapshot({ template, resources, outputs }: Stack): object {
  return { template, resources: [...resources], outputs };
}
