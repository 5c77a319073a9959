import { Duration, Stack } from 'aws-cdk-lib';
import {
  AuthorizationType,
  CognitoUserPoolsAuthorizer,
  type CorsOptions,
  EndpointType,
  LambdaIntegration,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IUserPool, IUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { AuthEnvironment } from '../../lambda/shared/environment';
import { addBodyModel } from '../body-model';
import { addGatewayProblems } from '../gateway-problems';
import { type Route, routesFor } from '../routes';
import type { StageConfig } from '../stage';
import { ApiFunction } from './api-function';

export interface AuthApiProps {
  readonly stage: StageConfig;
  readonly userPool: IUserPool;
  readonly userPoolClient: IUserPoolClient;
}

/** The REST API: a method and a function for each route, every method guarded unless its route says open. */
export class AuthApi extends Construct {
  /** Where the API answers, without a slash at the end. */
  readonly url: string;

  constructor(scope: Construct, id: string, { stage, userPool, userPoolClient }: AuthApiProps) {
    super(scope, id);
    const { allowedOrigins, signInWith } = stage;
    const routes = routesFor(signInWith);

    const authorizer = new CognitoUserPoolsAuthorizer(this, 'Authorizer', { cognitoUserPools: [userPool] });
    const restApi = new RestApi(this, 'RestApi', {
      endpointTypes: [EndpointType.REGIONAL],
      deployOptions: { stageName: stage.name },
      defaultMethodOptions: { authorizationType: AuthorizationType.COGNITO, authorizer },
      ...(allowedOrigins.length > 0 && { defaultCorsPreflightOptions: preflight(allowedOrigins, routes) }),
    });
    const requestValidator = restApi.addRequestValidator('Body', { validateRequestBody: true });
    const environment = {
      USER_POOL_CLIENT_ID: userPoolClient.userPoolClientId,
      SIGN_IN_WITH: signInWith,
      ALLOWED_ORIGINS: allowedOrigins.join(),
    } satisfies AuthEnvironment;

    for (const route of routes) {
      const { name, method, path, guard, request } = route;
      const id = pascalCase(name);
      const handler = new ApiFunction(this, id, { stage, name, environment });
      restApi.root
        .resourceForPath(path)
        .addMethod(method, new LambdaIntegration(handler, { allowTestInvoke: false }), {
          ...(guard === 'open' && { authorizationType: AuthorizationType.NONE }),
          ...(request && {
            requestValidator,
            requestModels: { 'application/json': addBodyModel(restApi, `${id}Body`, request) },
          }),
        });
    }
    addGatewayProblems(restApi, allowedOrigins);

    const { region, urlSuffix } = Stack.of(this);
    this.url = `https://${restApi.restApiId}.execute-api.${region}.${urlSuffix}/${stage.name}`;
  }
}

function preflight(allowedOrigins: readonly string[], routes: readonly Route[]): CorsOptions {
  return {
    allowOrigins: [...allowedOrigins],
    allowMethods: [...new Set(routes.map(({ method }) => method))],
    allowHeaders: ['Authorization', 'Content-Type'],
    maxAge: Duration.hours(1),
  };
}

function pascalCase(name: string): string {
  return name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
