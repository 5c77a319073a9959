import { Duration, Stack } from 'aws-cdk-lib';
import {
  AuthorizationType,
  CognitoUserPoolsAuthorizer,
  type CorsOptions,
  EndpointType,
  LambdaIntegration,
  type RequestValidator,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { type IUserPool, type IUserPoolClient, OAuthScope } from 'aws-cdk-lib/aws-cognito';
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

    const restApi = new RestApi(this, 'RestApi', {
      restApiName: Stack.of(this).stackName,
      endpointTypes: [EndpointType.REGIONAL],
      deployOptions: { stageName: stage.name },
      defaultMethodOptions: {
        authorizationType: AuthorizationType.COGNITO,
        authorizer: new CognitoUserPoolsAuthorizer(this, 'Authorizer', { cognitoUserPools: [userPool] }),
      },
      ...(allowedOrigins.length > 0 && { defaultCorsPreflightOptions: preflight(allowedOrigins, routes) }),
    });
    addGatewayProblems(restApi, allowedOrigins);
    const bodyValidator = restApi.addRequestValidator('Body', { validateRequestBody: true });
    const environment = {
      USER_POOL_CLIENT_ID: userPoolClient.userPoolClientId,
      SIGN_IN_WITH: signInWith,
      ALLOWED_ORIGINS: allowedOrigins.join(),
      PRODUCT_NAME: stage.productName,
    } satisfies AuthEnvironment;

    for (const route of routes) {
      const handler = new ApiFunction(this, pascalCase(route.name), { stage, name: route.name, environment });
      const integration = new LambdaIntegration(handler, { allowTestInvoke: false });
      const options = methodOptions(route, restApi, bodyValidator);
      restApi.root.resourceForPath(route.path).addMethod(route.method, integration, options);
    }

    this.url = addressOf(restApi, stage);
  }
}

/** What a route has in place of the defaults of the API, which guard it. */
function methodOptions({ name, guard, request }: Route, restApi: RestApi, requestValidator: RequestValidator) {
  return {
    ...(guard === 'open' && { authorizationType: AuthorizationType.NONE }),
    // With a scope, API Gateway takes access tokens that carry it, and no ID tokens.
    ...(guard === 'access-token' && { authorizationScopes: [OAuthScope.COGNITO_ADMIN.scopeName] }),
    ...(request && {
      requestValidator,
      requestModels: { 'application/json': addBodyModel(restApi, `${pascalCase(name)}Body`, request) },
    }),
  };
}

/** RestApi has an output of its own for this, under a name made of construct ids and with a slash that doubles in use. */
function addressOf(restApi: RestApi, { name }: StageConfig): string {
  restApi.node.tryRemoveChild('Endpoint');
  const { region, urlSuffix } = Stack.of(restApi);
  return `https://${restApi.restApiId}.execute-api.${region}.${urlSuffix}/${name}`;
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
