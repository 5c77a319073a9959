import { Validations } from 'aws-cdk-lib';
import {
  AuthorizationType,
  JsonSchemaType,
  JsonSchemaVersion,
  type Method,
  type MethodOptions,
  type Model,
  type RequestValidator,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { OAuthScope } from 'aws-cdk-lib/aws-cognito';
import { toJSONSchema, type ZodMiniType } from 'zod/mini';
import { constructId } from '../construct-id';
import type { Route } from './route';

/** IAM needs no authorizer. Without this, the CDK uses the API's default authorizer and refuses it for IAM. */
const iam = {
  authorizationType: AuthorizationType.IAM,
  authorizer: { authorizationType: AuthorizationType.IAM, authorizerId: '' },
};

/** The options in which the method of a route differs from the API's defaults (authorization by ID token, no body). */
export function methodOptions(
  { name, auth, scope, request }: Route,
  restApi: RestApi,
  requestValidator: RequestValidator,
): MethodOptions {
  return {
    ...(auth === 'open' && { authorizationType: AuthorizationType.NONE }),
    ...(auth === 'iam' && iam),
    // With a scope, API Gateway accepts access tokens that carry it, and refuses ID tokens.
    ...(auth === 'access-token' && { authorizationScopes: [OAuthScope.COGNITO_ADMIN.scopeName] }),
    ...(scope !== undefined && { authorizationScopes: [scope] }),
    ...(request && {
      requestValidator,
      requestModels: { 'application/json': addBodyModel(restApi, `${constructId(name)}Body`, request) },
    }),
  };
}

/**
 * A model that requires a JSON object. It names the fields but leaves their validation to the handler, which reports
 * all mistakes at once: docs/decisions/0003.
 */
function addBodyModel(restApi: RestApi, id: string, request: ZodMiniType): Model {
  const schema = toJSONSchema(request, { target: 'draft-4', io: 'input' });
  const fields = [schema, ...(schema.oneOf ?? [])].flatMap(({ properties = {} }) => Object.keys(properties));
  return restApi.addModel(id, {
    contentType: 'application/json',
    schema: {
      schema: JsonSchemaVersion.DRAFT4,
      type: JsonSchemaType.OBJECT,
      properties: Object.fromEntries(fields.map((field) => [field, {}])),
    },
  });
}

/** Tells cdk-nag why a method has no Cognito authorizer. */
export function acknowledgeMethodFindings(method: Method, { auth }: Route): void {
  if (auth === 'open') {
    const reason = 'This route is open on purpose: callers have no token yet, or need none.';
    Validations.of(method).acknowledge({ id: 'AwsSolutions-APIG4', reason }, { id: 'AwsSolutions-COG4', reason });
  }
  if (auth === 'iam') {
    const reason = 'This route takes signed requests: IAM authorizes them, with credentials of the identity pool.';
    Validations.of(method).acknowledge({ id: 'AwsSolutions-COG4', reason });
  }
}
