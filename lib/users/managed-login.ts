import { CfnOutput, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  CfnManagedLoginBranding,
  ManagedLoginVersion,
  UserPoolDomain,
  type UserPoolDomainOptions,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { IdentityProviderSettings } from '../stages/identity-provider-settings';
import type { ManagedLoginSettings } from '../stages/managed-login-settings';
import type { StageConfig } from '../stages/stage-config';
import { oAuthScopes, type Users } from './users';

const versions = {
  managed: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
  classic: ManagedLoginVersion.CLASSIC_HOSTED_UI,
} as const;

/** Sign-in pages that Cognito serves at a domain of the user pool. Empty without the setting `managedLogin`. */
export class ManagedLogin extends Construct {
  constructor(scope: Construct, id: string, { stage, users }: { stage: StageConfig; users: Users }) {
    super(scope, id);
    if (stage.managedLogin) this.addDomain(stage.managedLogin, stage, users);
  }

  private addDomain(
    settings: ManagedLoginSettings,
    { identityProviders }: StageConfig,
    { userPool, userPoolClient }: Users,
  ): void {
    const { userPoolId } = userPool;
    const clientId = userPoolClient.userPoolClientId;
    const managedLoginVersion = versions[settings.version];
    const domain = new UserPoolDomain(this, 'Domain', {
      userPool,
      managedLoginVersion,
      ...this.domainOptions(settings),
    });
    if (settings.version === 'managed') {
      // Without a branding style, these pages show an error. This is Cognito's default style.
      new CfnManagedLoginBranding(this, 'Branding', { userPoolId, clientId, useCognitoProvidedValues: true });
    }
    if (settings.customDomain) {
      new CfnOutput(Stack.of(this), 'ManagedLoginDomainTarget', { value: domain.cloudFrontEndpoint });
    }
    const [callbackUrl = ''] = settings.callbackUrls;
    const [logoutUrl = ''] = settings.logoutUrls;
    const scope = oAuthScopes.map(({ scopeName }) => scopeName).join(' ');
    this.addOutput('LoginUrl', `${domain.baseUrl()}/oauth2/authorize?client_id=${clientId}&`, {
      response_type: 'code',
      scope,
      redirect_uri: callbackUrl,
      code_challenge_method: 'S256',
    });
    if (identityProviders) this.addProviderOutputs(identityProviders, domain, userPoolId);
    this.addOutput('LogoutUrl', `${domain.baseUrl()}/logout?client_id=${clientId}&`, { logout_uri: logoutUrl });
  }

  /** What to register at the identity providers. */
  private addProviderOutputs(
    { google, apple, oidc, saml }: IdentityProviderSettings,
    domain: UserPoolDomain,
    userPoolId: string,
  ): void {
    const stack = Stack.of(this);
    if (google || apple || oidc?.length) {
      new CfnOutput(stack, 'ProviderRedirectUrl', { value: `${domain.baseUrl()}/oauth2/idpresponse` });
    }
    if (saml?.length) {
      new CfnOutput(stack, 'SamlReplyUrl', { value: `${domain.baseUrl()}/saml2/idpresponse` });
      new CfnOutput(stack, 'SamlEntityId', { value: `urn:amazon:cognito:sp:${userPoolId}` });
    }
  }

  private domainOptions({ domainPrefix, customDomain }: ManagedLoginSettings): UserPoolDomainOptions {
    if (domainPrefix !== undefined) return { cognitoDomain: { domainPrefix } };
    if (customDomain === undefined) return {};
    const { domainName, certificateArn } = customDomain;
    return {
      customDomain: { domainName, certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn) },
    };
  }

  /** Adds a stack output without the construct path in its name. */
  private addOutput(name: string, url: string, parameters: Record<string, string>): void {
    new CfnOutput(Stack.of(this), name, { value: `${url}${new URLSearchParams(parameters)}` });
  }
}
