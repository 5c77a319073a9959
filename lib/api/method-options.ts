import { Validations } from 'aws-cdk-lib';
import {
  AuthorizationType,
  type Method,
  type MethodOptions,
  type RequestValidator,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { OAuthScope } from 'aws-cdk-lib/aws-cognito';
import { pascalCase } from '../pascal-case';
import type { Route } from '../routes';
import { addBodyModel } from './body-model';

/** IAM needs no authorizer; but the CDK would take the default one, and complain that it is not IAM's. */
const iam = {
  authorizationType: AuthorizationType.IAM,
  authorizer: { authorizationType: AuthorizationType.IAM, authorizerId: '' },
};

/** What a route has in place of the defaults of the API, which guard it. */
export function methodOptions(
  { name, guard, request }: Route,
  restApi: RestApi,
  requestValidator: RequestValidator,
): MethodOptions {
  return {
    ...(guard === 'open' && { authorizationType: AuthorizationType.NONE }),
    ...(guard === 'iam' && iam),
    // With a scope, API Gateway takes access tokens that carry it, and no ID tokens.
    ...(guard === 'access-token' && { authorizationScopes: [OAuthScope.COGNITO_ADMIN.scopeName] }),
    ...(request && {
      requestValidator,
      requestModels: { 'application/json': addBodyModel(restApi, `${pascalCase(name)}Body`, request) },
    }),
  };
}

/** Says why a method does without the authorizer that cdk-nag wants to see. */
export function acknowledgeGuard(method: Method, { guard }: Route): void {
  if (guard === 'open') {
    const reason = 'Open to strangers: they sign up, confirm and sign in here, or are only greeted.';
    Validations.of(method).acknowledge({ id: 'AwsSolutions-APIG4', reason }, { id: 'AwsSolutions-COG4', reason });
  }
  if (guard === 'iam') {
    const reason =
      'Takes signatures in place of tokens: IAM checks them, with credentials given for tokens of the pool.';
    Validations.of(method).acknowledge({ id: 'AwsSolutions-COG4', reason });
  }
}
