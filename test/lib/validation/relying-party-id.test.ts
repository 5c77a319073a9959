import { firstFactors, noFindings, partOfPool, userPool, validate } from '../support/validate';

const passkeys = firstFactors('PASSWORD', 'WEB_AUTHN');
const Domain = partOfPool('UserPoolDomain', {
  Domain: 'login.example.com',
  CustomDomainConfig: { CertificateArn: 'arn' },
});

describe('RelyingPartyIdFitsDomain', () => {
  const finding = 'error RelyingPartyIdFitsDomain Stack/Pool Properties.WebAuthnRelyingPartyID';
  const advice =
    'set WebAuthnRelyingPartyID to "login.example.com" or a parent of it before the first passkey, because a change ' +
    'makes all passkeys invalid';

  it('reports passkeys and a custom domain without a relying party ID', () => {
    const sentence = 'Pool has passkeys and the custom domain "login.example.com", but no relying party ID';
    expect(validate({ Pool: userPool(passkeys), Domain })).toEqual({
      fails: true,
      findings: [[finding, `${sentence}: ${advice}`]],
    });
  });

  it.each(['app.example.com', 'www.login.example.com', 'ample.com', 'com'])(
    'reports the relying party ID %s with the custom domain login.example.com',
    (id) => {
      const sentence = `Pool has the relying party ID "${id}", which is neither its custom domain "login.example.com" nor a parent of it`;
      expect(validate({ Pool: userPool({ ...passkeys, WebAuthnRelyingPartyID: id }), Domain })).toEqual({
        fails: true,
        findings: [[finding, `${sentence}: ${advice}`]],
      });
    },
  );

  it.each(['login.example.com', 'example.com', { Ref: 'AWS::Region' }])('accepts the relying party ID %j', (id) => {
    expect(validate({ Pool: userPool({ ...passkeys, WebAuthnRelyingPartyID: id }), Domain })).toEqual(noFindings);
  });

  it('accepts any relying party ID, and none, without a custom domain', () => {
    const Prefix = partOfPool('UserPoolDomain', { Domain: 'engine' });
    expect(validate({ Pool: userPool(passkeys), Prefix })).toEqual(noFindings);
    const Pool = userPool({ ...passkeys, WebAuthnRelyingPartyID: 'app.example.org' });
    expect(validate({ Pool, Prefix })).toEqual(noFindings);
  });

  it('accepts a custom domain without passkeys', () => {
    expect(validate({ Pool: userPool(firstFactors('PASSWORD')), Domain })).toEqual(noFindings);
  });
});
