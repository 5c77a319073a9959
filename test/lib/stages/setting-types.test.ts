import * as z from 'zod/mini';
import { region } from '../../../lib/stages/setting-types';
import { stageFromContext } from '../../../lib/stages/stages';
import { stageWith, templateOf } from '../support/stacks';

describe('a region', () => {
  it.each(['us-east-1', 'ap-southeast-2', 'us-gov-west-1', 'eusc-de-east-1'])('accepts %s', (name) => {
    expect(z.safeParse(region, name).success).toBe(true);
  });

  it.each(['us-east', 'US-EAST-1', 'us-east-1a', 'europe-west-1'])('refuses %s', (name) => {
    expect(z.safeParse(region, name).success).toBe(false);
  });
});

describe('sender.configurationSet', () => {
  const address = 'no-reply@example.com';

  it('is the configuration set of the user pool', () => {
    const template = templateOf(stageWith({ sender: { address, configurationSet: 'auth-emails' } }));
    template.hasResourceProperties('AWS::Cognito::UserPool', {
      EmailConfiguration: { ConfigurationSet: 'auth-emails' },
    });
  });

  it('must be a name that Amazon SES accepts', () => {
    expect(() => stageFromContext({ sender: { address, configurationSet: 'auth emails' } })).toThrow(
      'sender.configurationSet must be the name of an SES configuration set, not "auth emails"',
    );
  });
});
