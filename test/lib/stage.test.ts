import { ConfigurationError } from '../../lib/configuration-error';
import { stageFrom } from '../../lib/stage';

describe('the context options', () => {
  it('make the stage dev, signing in with a name, when there are none', () => {
    expect(stageFrom({})).toMatchObject({ name: 'dev', signInWith: 'username' });
  });

  it('choose the stage and how people sign in', () => {
    expect(stageFrom({ stage: 'prod', signInWith: 'email' })).toMatchObject({
      name: 'prod',
      signInWith: 'email',
    });
  });

  it('may hold what the CDK itself puts there', () => {
    const others = {
      'aws:cdk:bundling-stacks': ['**'],
      '@aws-cdk/core:checkSecretUsage': true,
      'cli-telemetry': false,
    };
    expect(stageFrom({ ...others, stage: 'prod' })).toMatchObject({ name: 'prod' });
  });

  it.each(['staging', 'Prod', '', 'prod ', 'toString', '__proto__', 1, false])(
    'are refused with the stages that there are: stage %j',
    (stage) => {
      expect(() => stageFrom({ stage })).toThrow(
        new ConfigurationError(`Unknown stage "${stage}": use -c stage=dev|prod`),
      );
    },
  );

  it.each(['phone', 'Email', '', true])(
    'are refused with the ways to sign in there are: signInWith %j',
    (signInWith) => {
      expect(() => stageFrom({ signInWith })).toThrow(
        new ConfigurationError(`Unknown signInWith "${signInWith}": use -c signInWith=username|email`),
      );
    },
  );

  it.each(['stgae', 'signinwith', 'Stage', 'env', 'sign-in-with'])(
    'are refused where one is misspelt, rather than left out: %s',
    (option) => {
      expect(() => stageFrom({ [option]: 'prod' })).toThrow(
        new ConfigurationError(`Unknown option "${option}": use -c stage=… or -c signInWith=…`),
      );
    },
  );
});

describe('prod', () => {
  const prod = stageFrom({ stage: 'prod' });

  it('lets no page of any origin call it until one is listed', () => {
    expect(prod.allowedOrigins).toEqual([]);
  });
});
