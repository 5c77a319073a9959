import { CfnOutput, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  CfnManagedLoginBranding,
  ManagedLoginVersion,
  OAuthScope,
  type UserPoolClientOptions,
  UserPoolDomain,
  type UserPoolDomainOptions,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { ManagedLoginSettings } from '../stages/managed-login-settings';
import type { StageConfig } from '../stages/stage-config';
import type { UserDirectory } from './users';

/**
 * What a client may ask for. The last one lets the access token open the account routes, as that of POST /sign-in does;
 * a page that asks for less gets a token that opens less (docs/decisions/0006).
 */
const scopes = [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE, OAuthScope.COGNITO_ADMIN];

const versions = {
  managed: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
  classic: ManagedLoginVersion.CLASSIC_HOSTED_UI,
} as const;

/** What the app client needs for it: the authorization code and no other grant, or nothing at all. */
export function oAuthOptions({ managedLogin }: StageConfig): UserPoolClientOptions {
  if (!managedLogin) return { disableOAuth: true };
  const flows = { authorizationCodeGrant: true, implicitCodeGrant: false, clientCredentials: false };
  const { callbackUrls, logoutUrls } = managedLogin;
  return { oAuth: { flows, scopes, callbackUrls, logoutUrls } };
}

/** Sign-in pages that Cognito serves, at a domain of the user pool: nothing where the stage does not ask for them. */
export class ManagedLogin extends Construct {
  constructor(scope: Construct, id: string, { stage, directory }: { stage: StageConfig; directory: UserDirectory }) {
    super(scope, id);
    if (stage.managedLogin) this.serve(stage.managedLogin, directory);
  }

  private serve(settings: ManagedLoginSettings, { userPool, userPoolClient }: UserDirectory): void {
    const { userPoolId } = userPool;
    const clientId = userPoolClient.userPoolClientId;
    const managedLoginVersion = versions[settings.version];
    const domain = new UserPoolDomain(this, 'Domain', { userPool, managedLoginVersion, ...this.place(settings) });
    if (settings.version === 'managed') {
      // Without a style, even if it is Cognito's own, these pages say that they are unavailable.
      new CfnManagedLoginBranding(this, 'Branding', { userPoolId, clientId, useCognitoProvidedValues: true });
    }
    const [callbackUrl = ''] = settings.callbackUrls;
    const [logoutUrl = ''] = settings.logoutUrls;
    const names = scopes.map(({ scopeName }) => scopeName).join(' ');
    this.publish('LoginUrl', `${domain.baseUrl()}/oauth2/authorize?client_id=${clientId}&`, {
      response_type: 'code',
      scope: names,
      redirect_uri: callbackUrl,
      code_challenge_method: 'S256',
    });
    this.publish('LogoutUrl', `${domain.baseUrl()}/logout?client_id=${clientId}&`, { logout_uri: logoutUrl });
  }

  private place({ domainPrefix, customDomain }: ManagedLoginSettings): UserPoolDomainOptions {
    if (domainPrefix !== undefined) return { cognitoDomain: { domainPrefix } };
    if (customDomain === undefined) return {};
    const { domainName, certificateArn } = customDomain;
    return {
      customDomain: { domainName, certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn) },
    };
  }

  /** Among the outputs of the stack, under this name and no longer one. */
  private publish(name: string, start: string, parameters: Record<string, string>): void {
    new CfnOutput(Stack.of(this), name, { value: `${start}${new URLSearchParams(parameters)}` });
  }
}
