import { SimulatedCloudFormation } from './aws/cloudformation/simulated-cloudformation';
import type { Stack } from './aws/cloudformation/stack';
import type { Template, TemplateResource } from './aws/cloudformation/template';
import { PhysicalResources } from './aws/physical-resources';

type Resources = Template['Resources'];

const pool = (Properties: object = {}, attributes: Partial<TemplateResource> = {}): TemplateResource => ({
  Type: 'AWS::Cognito::UserPool',
  Properties: { UserPoolName: 'users', ...Properties },
  ...attributes,
});
const domain = (name: string, properties: object = {}): TemplateResource => ({
  Type: 'AWS::Cognito::UserPoolDomain',
  Properties: { UserPoolId: { Ref: 'Pool' }, Domain: name, ...properties },
});
const group = (attributes: Partial<TemplateResource> = {}): TemplateResource => ({
  Type: 'AWS::Cognito::UserPoolGroup',
  Properties: { UserPoolId: { Ref: 'Pool' }, GroupName: 'admins' },
  ...attributes,
});
const custom = { CustomDomainConfig: { CertificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/1' } };
const retain = { DeletionPolicy: 'Retain' };

describe('the simulated CloudFormation', () => {
  let resources: PhysicalResources;
  let cloudFormation: SimulatedCloudFormation;

  beforeEach(() => {
    resources = new PhysicalResources();
    const templates = new Map<string, Buffer>();
    cloudFormation = new SimulatedCloudFormation({
      account: '111122223333',
      region: 'eu-central-1',
      resources,
      templates,
    });
  });

  const answer = (action: string, input: Readonly<Record<string, string>> = {}) =>
    cloudFormation.answer(action, new URLSearchParams({ StackName: 'app', ChangeSetName: 'next', ...input }));

  function stack(): Stack {
    const found = cloudFormation.findStack('app');
    if (!found) throw new Error('There is no stack');
    return found;
  }

  function deploy(Resources: Resources): Stack {
    const ChangeSetType = cloudFormation.findStack('app') ? 'UPDATE' : 'CREATE';
    answer('CreateChangeSet', { ChangeSetType, TemplateBody: JSON.stringify({ Resources }) });
    answer('ExecuteChangeSet');
    return stack();
  }

  function importInto(Resources: Resources, identifiers: Readonly<Record<string, object>>): Stack {
    const input = Object.entries(identifiers).flatMap(([id, identifier], index) => {
      const entry = `ResourcesToImport.member.${index + 1}`;
      const pairs = Object.entries(identifier).flatMap(([key, value], position) => [
        [`${entry}.ResourceIdentifier.entry.${position + 1}.key`, key],
        [`${entry}.ResourceIdentifier.entry.${position + 1}.value`, value],
      ]);
      return [[`${entry}.LogicalResourceId`, id], [`${entry}.ResourceType`, Resources[id]?.Type], ...pairs];
    });
    const TemplateBody = JSON.stringify({ Resources });
    answer('CreateChangeSet', { ChangeSetType: 'IMPORT', TemplateBody, ...Object.fromEntries(input) });
    answer('ExecuteChangeSet');
    return stack();
  }

  const failures = ({ events }: Stack) =>
    events.filter(({ status }) => status.endsWith('_FAILED')).map(({ logicalId, reason }) => `${logicalId}: ${reason}`);

  it('resolves Fn::GetStackOutput to an output of another stack, and refuses one that does not exist', () => {
    const reference = (OutputName: string) => ({ 'Fn::GetStackOutput': { StackName: 'data', OutputName } });
    const Outputs = { Name: { Value: 'users-of-data' } };
    const data = { StackName: 'data', TemplateBody: JSON.stringify({ Resources: { Pool: pool() }, Outputs }) };
    answer('CreateChangeSet', { ...data, ChangeSetType: 'CREATE' });
    answer('ExecuteChangeSet', { StackName: 'data' });
    deploy({ Pool: pool({ UserPoolName: reference('Name') }) });
    expect(stack().resources.get('Pool')?.physical.properties).toMatchObject({ UserPoolName: 'users-of-data' });
    expect(() => deploy({ Pool: pool({ UserPoolName: reference('Missing') }) })).toThrow(
      'No output Missing of the stack data',
    );
  });

  describe('update of a user pool', () => {
    it.each([
      ['UsernameAttributes', ['email']],
      ['AliasAttributes', ['email']],
      ['UsernameConfiguration', { CaseSensitive: false }],
    ])('refuses another value of %s and keeps the pool as it was', (property, value) => {
      deploy({ Pool: pool() });
      const before = resources.ofType('AWS::Cognito::UserPool');
      expect(deploy({ Pool: pool({ [property]: value }) }).status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(failures(stack())).toEqual([
        expect.stringContaining(`Updates are not allowed for property - ${property}.`),
      ]);
      expect(resources.ofType('AWS::Cognito::UserPool')).toEqual(before);
    });

    it('refuses every change when the template has a Schema, even the same one', () => {
      const Schema = [{ Name: 'email', Required: true, Mutable: true }];
      deploy({ Pool: pool({ Schema }) });
      expect(deploy({ Pool: pool({ Schema, UserPoolName: 'others' }) }).status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(failures(stack())).toEqual([expect.stringContaining('Invalid AttributeDataType input')]);
    });

    it('accepts a template without the Schema that the last one had', () => {
      deploy({ Pool: pool({ Schema: [{ Name: 'email', Required: true }] }) });
      expect(deploy({ Pool: pool() }).status).toBe('UPDATE_COMPLETE');
    });
  });

  describe('domain of a user pool', () => {
    it('refuses a second prefix', () => {
      deploy({ Pool: pool(), Domain: domain('first') });
      deploy({ Pool: pool(), Domain: domain('first'), Second: domain('second') });
      expect(failures(stack())).toEqual([expect.stringContaining('Second: ')]);
      expect(failures(stack())).toEqual([expect.stringContaining('User pool already has a domain configured.')]);
    });

    it('accepts a custom domain beside a prefix', () => {
      const Custom = domain('auth.example.com', custom);
      expect(deploy({ Pool: pool(), Domain: domain('first'), Custom }).status).toBe('CREATE_COMPLETE');
    });

    it('refuses a prefix that another pool has', () => {
      const Other = { ...domain('first'), Properties: { UserPoolId: { Ref: 'Pool2' }, Domain: 'first' } };
      deploy({ Pool: pool(), Pool2: pool(), Domain: domain('first'), Other });
      expect(stack().status).toBe('ROLLBACK_COMPLETE');
      expect(failures(stack())).toEqual([expect.stringContaining('Domain already associated with another user pool.')]);
    });
  });

  describe('change set', () => {
    it('replaces a resource when a create-only property changes', () => {
      const client = (GenerateSecret: boolean): TemplateResource => ({
        Type: 'AWS::Cognito::UserPoolClient',
        Properties: { UserPoolId: { Ref: 'Pool' }, GenerateSecret },
      });
      deploy({ Pool: pool(), Client: client(false) });
      const [before] = resources.ofType('AWS::Cognito::UserPoolClient');
      deploy({ Pool: pool(), Client: client(true) });
      expect(resources.ofType('AWS::Cognito::UserPoolClient')).toHaveLength(1);
      expect(resources.ofType('AWS::Cognito::UserPoolClient')).not.toContainEqual(before);
    });

    it('is refused for a resource type that does not exist', () => {
      const reason = 'Template format error: Unrecognized resource types: [AWS::Cognito::Pool]';
      expect(() => deploy({ Pool: { Type: 'AWS::Cognito::Pool' } })).toThrow(reason);
    });

    it('is refused for a reference to a resource that is not in the template', () => {
      expect(() => deploy({ Group: group() })).toThrow('Unresolved resource dependencies [Pool]');
    });

    it('has the status FAILED when nothing changes', () => {
      deploy({ Pool: pool() });
      const TemplateBody = JSON.stringify({ Resources: { Pool: pool() } });
      answer('CreateChangeSet', { ChangeSetType: 'UPDATE', TemplateBody });
      expect(answer('DescribeChangeSet')).toMatchObject({ Status: 'FAILED', Changes: [] });
    });
  });

  describe('deletion of a stack', () => {
    it('fails for a user pool with deletion protection', () => {
      deploy({ Pool: pool({ DeletionProtection: 'ACTIVE' }) });
      answer('DeleteStack');
      expect(stack().status).toBe('DELETE_FAILED');
      expect(failures(stack())).toContainEqual(
        expect.stringContaining('The user pool cannot be deleted because deletion protection is activated.'),
      );
      expect(resources.types).toEqual(['AWS::Cognito::UserPool']);
    });

    it('is refused with termination protection', () => {
      deploy({ Pool: pool() });
      answer('UpdateTerminationProtection', { EnableTerminationProtection: 'true' });
      const reason = 'Stack [app] cannot be deleted while TerminationProtection is enabled';
      expect(() => answer('DeleteStack')).toThrow(reason);
    });

    it('keeps resources with the policy Retain', () => {
      deploy({ Pool: pool({}, retain), Domain: domain('first') });
      answer('DeleteStack');
      expect(resources.types).toEqual(['AWS::Cognito::UserPool']);
    });
  });

  describe('import', () => {
    const kept = { Pool: pool({}, retain), Group: group(retain) };
    let identifiers: { Pool: object; Group: object };

    beforeEach(() => {
      const before = deploy(kept).resources;
      const identifierOf = (id: string) => before.get(id)?.physical.identifier ?? {};
      identifiers = { Pool: identifierOf('Pool'), Group: identifierOf('Group') };
      answer('DeleteStack');
    });

    it('takes over kept resources as they are', () => {
      const before = ['AWS::Cognito::UserPool', 'AWS::Cognito::UserPoolGroup'].flatMap((type) =>
        resources.ofType(type),
      );
      expect(importInto(kept, identifiers).status).toBe('IMPORT_COMPLETE');
      expect([...stack().resources.values()].map(({ physical }) => physical)).toEqual(before);
    });

    it('without the kept group makes the next deployment fail, because the group exists', () => {
      importInto({ Pool: kept.Pool }, { Pool: identifiers.Pool });
      expect(deploy(kept).status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(failures(stack())).toEqual([expect.stringContaining('A group with the name already exists.')]);
    });

    it('is refused when the template has a resource that is not in the list', () => {
      const reason = 'Resources [Group] is missing from ResourceToImport list';
      expect(() => importInto(kept, { Pool: identifiers.Pool })).toThrow(reason);
    });

    it('is refused for a resource that does not exist', () => {
      const missing = { UserPoolId: 'eu-central-1_missing' };
      expect(() => importInto({ Pool: kept.Pool }, { Pool: missing })).toThrow('was not found');
    });

    it('is refused for a resource without a DeletionPolicy', () => {
      const reason =
        'The following resources to import [Pool] must have DeletionPolicy attribute specified in the template.';
      expect(() => importInto({ Pool: pool() }, { Pool: identifiers.Pool })).toThrow(reason);
    });
  });
});
