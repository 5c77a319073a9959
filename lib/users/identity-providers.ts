import { SecretValue } from 'aws-cdk-lib';
import {
  type AttributeMapping,
  ProviderAttribute,
  type UserPool,
  UserPoolIdentityProviderApple,
  UserPoolIdentityProviderGoogle,
  UserPoolIdentityProviderOidc,
  UserPoolIdentityProviderSaml,
  UserPoolIdentityProviderSamlMetadata,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { constructId } from '../construct-id';
import type { IdentityProviderSettings } from '../stages/identity-provider-settings';
import type { StageConfig } from '../stages/stage-config';

/** The name of a claim in SAML assertions. Source: WS-Federation; Entra ID and AD FS send it by default. */
const samlClaim = (name: string) =>
  ProviderAttribute.other(`http://schemas.xmlsoap.org/ws/2005/05/identity/claims/${name}`);

/**
 * What Cognito writes into a user at each sign-in with a provider. Without `email_verified`, it would mark the address as
 * unverified each time (amplify-js#7300).
 *
 * In a pool that is not case-sensitive, Cognito writes the provider's id of a user into the username in lower case (amplify-js#13844).
 * `preferred_username` keeps it as it is, for lambda/triggers/link-accounts.ts, where a provider's ids can have capital letters.
 */
const attributeMappings = {
  google: { email: ProviderAttribute.GOOGLE_EMAIL, emailVerified: ProviderAttribute.GOOGLE_EMAIL_VERIFIED },
  apple: { email: ProviderAttribute.APPLE_EMAIL, emailVerified: ProviderAttribute.APPLE_EMAIL_VERIFIED },
  oidc: {
    email: ProviderAttribute.other('email'),
    emailVerified: ProviderAttribute.other('email_verified'),
    preferredUsername: ProviderAttribute.other('sub'),
  },
  // SAML has no claim for a verified address: a provider that vouches for its addresses sends this one with the value "true".
  saml: {
    email: samlClaim('emailaddress'),
    emailVerified: ProviderAttribute.other('email_verified'),
    preferredUsername: samlClaim('nameidentifier'),
  },
} as const satisfies Record<keyof IdentityProviderSettings, AttributeMapping>;

/**
 * The attributes besides `email` that the app client must be allowed to write, because Cognito writes mapped attributes with
 * the client's rights. It writes `email_verified` by itself: no client may have that right.
 */
export function mappedAttributes({ identityProviders }: StageConfig): { readonly preferredUsername?: true } {
  const { oidc = [], saml = [] } = identityProviders ?? {};
  return oidc.length + saml.length > 0 ? { preferredUsername: true } : {};
}

/** The identity providers of the user pool. Empty without the setting `identityProviders`. */
export class IdentityProviders extends Construct {
  constructor(scope: Construct, id: string, { stage, userPool }: { stage: StageConfig; userPool: UserPool }) {
    super(scope, id);
    const { google, apple, oidc = [], saml = [] } = stage.identityProviders ?? {};
    if (google) {
      new UserPoolIdentityProviderGoogle(this, 'Google', {
        userPool,
        clientId: google.clientId,
        clientSecretValue: secret(google),
        scopes: ['openid', 'email'],
        attributeMapping: attributeMappings.google,
      });
    }
    if (apple) {
      new UserPoolIdentityProviderApple(this, 'Apple', {
        userPool,
        clientId: apple.servicesId,
        teamId: apple.teamId,
        keyId: apple.keyId,
        privateKeyValue: secret(apple),
        scopes: ['email'],
        attributeMapping: attributeMappings.apple,
      });
    }
    for (const provider of oidc) {
      new UserPoolIdentityProviderOidc(this, `Oidc${constructId(provider.name)}`, {
        userPool,
        name: provider.name,
        issuerUrl: provider.issuer,
        clientId: provider.clientId,
        clientSecret: secret(provider).unsafeUnwrap(),
        scopes: provider.scopes,
        attributeMapping: attributeMappings.oidc,
      });
    }
    for (const { name, metadataUrl, signOut } of saml) {
      new UserPoolIdentityProviderSaml(this, `Saml${constructId(name)}`, {
        userPool,
        name,
        metadata: UserPoolIdentityProviderSamlMetadata.url(metadataUrl),
        idpSignout: signOut,
        attributeMapping: attributeMappings.saml,
      });
    }
  }
}

/** The secret as a dynamic reference, which CloudFormation resolves: the template never contains it. */
function secret({ secretName }: { readonly secretName: string }): SecretValue {
  return SecretValue.secretsManager(secretName);
}
