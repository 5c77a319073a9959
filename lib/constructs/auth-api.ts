import { Validations } from 'aws-cdk-lib';
import { AuthorizationType, LambdaIntegration, type RequestValidator, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { OAuthScope } from 'aws-cdk-lib/aws-cognito';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { AuthEnvironment } from '../../lambda/shared/environment';
import { addBodyModel } from '../body-model';
import { pascalCase } from '../pascal-case';
import { type Route, routesFor } from '../routes';
import type { StageConfig } from '../stage-config';
import { refuseMoreThanCognitoTakes } from '../throttling';
import { ApiFunction } from './api-function';
import { GuardedRestApi } from './guarded-rest-api';
import type { UserDirectory } from './user-directory';

/** What all functions are told alike. */
type SharedEnvironment = Omit<AuthEnvironment, 'REQUIRED_GROUP'>;

export interface AuthApiProps {
  readonly stage: StageConfig;
  readonly directory: UserDirectory;
}

/** The API of lib/routes.ts: a method and a function for each route. */
export class AuthApi extends Construct {
  readonly restApi: GuardedRestApi;
  readonly accessLog: LogGroup;
  /** The lines of all functions: one place to look for a request, whichever route it took. */
  readonly handlerLog: LogGroup;
  readonly handlers: readonly ApiFunction[];

  constructor(scope: Construct, id: string, { stage, directory }: AuthApiProps) {
    super(scope, id);
    const { userPool, userPoolClient } = directory;
    const routes = routesFor(stage.signInWith);
    refuseMoreThanCognitoTakes(routes, stage.requestsPerSecond);
    this.accessLog = addLog(this, 'AccessLog', stage);
    this.handlerLog = addLog(this, 'HandlerLog', stage);
    this.restApi = new GuardedRestApi(this, 'RestApi', { stage, routes, userPool, accessLog: this.accessLog });

    const common = {
      USER_POOL_CLIENT_ID: userPoolClient.userPoolClientId,
      SIGN_IN_WITH: stage.signInWith,
      ALLOWED_ORIGINS: stage.allowedOrigins.join(),
      PRODUCT_NAME: stage.productName,
    } satisfies SharedEnvironment;
    // No route has parameters to check, but cdk-nag wants to see that they would be.
    const checks = { validateRequestBody: true, validateRequestParameters: true };
    const bodyValidator = this.restApi.addRequestValidator('Body', checks);
    this.handlers = routes.map((route) => this.addRoute(route, common, bodyValidator));
  }

  private addRoute(route: Route, common: SharedEnvironment, bodyValidator: RequestValidator): ApiFunction {
    const { name, method, path, guard, group = '' } = route;
    const environment = { ...common, REQUIRED_GROUP: group } satisfies AuthEnvironment;
    const handler = new ApiFunction(this, pascalCase(name), { name, environment, logGroup: this.handlerLog });
    const integration = new LambdaIntegration(handler, { allowTestInvoke: false });
    const options = methodOptions(route, this.restApi, bodyValidator);
    const added = this.restApi.root.resourceForPath(path).addMethod(method, integration, options);
    if (guard === 'open') {
      const reason = 'Open to strangers: they sign up, confirm and sign in here, or are only greeted.';
      Validations.of(added).acknowledge({ id: 'AwsSolutions-APIG4', reason }, { id: 'AwsSolutions-COG4', reason });
    }
    return handler;
  }
}

function addLog(scope: Construct, id: string, { logRetention, logRemovalPolicy }: StageConfig): LogGroup {
  return new LogGroup(scope, id, { retention: logRetention, removalPolicy: logRemovalPolicy });
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
