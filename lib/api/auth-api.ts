import { LambdaIntegration, type RequestValidator } from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { AuthEnvironment } from '../../lambda/contract/environment';
import { pascalCase } from '../pascal-case';
import { type Route, routesFor } from '../routes';
import type { StageConfig } from '../stages/stage-config';
import type { UserDirectory } from '../users/users';
import { ApiFunction } from './api-function';
import { GuardedRestApi } from './guarded-rest-api';
import { acknowledgeGuard, methodOptions } from './method-options';
import { refuseMoreThanCognitoTakes } from './rate-limits';

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
  /** What a role must be allowed to invoke that is to call the routes that take signatures. */
  readonly signedRoutes: readonly string[];

  constructor(scope: Construct, id: string, { stage, directory }: AuthApiProps) {
    super(scope, id);
    const { userPool, userPoolClient } = directory;
    const routes = routesFor(stage.signInWith, stage);
    refuseMoreThanCognitoTakes(routes, stage.requestsPerSecond);
    this.accessLog = addLog(this, 'AccessLog', stage);
    this.handlerLog = addLog(this, 'HandlerLog', stage);
    this.restApi = new GuardedRestApi(this, 'RestApi', { stage, routes, userPool, accessLog: this.accessLog });

    this.signedRoutes = routes
      .filter(({ guard }) => guard === 'iam')
      .map(({ method, path }) => this.restApi.arnForExecuteApi(method, path, stage.name));

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
    const { name, method, path, group = '' } = route;
    const environment = { ...common, REQUIRED_GROUP: group } satisfies AuthEnvironment;
    const handler = new ApiFunction(this, pascalCase(name), { name, environment, logGroup: this.handlerLog });
    const integration = new LambdaIntegration(handler, { allowTestInvoke: false });
    const options = methodOptions(route, this.restApi, bodyValidator);
    const added = this.restApi.root.resourceForPath(path).addMethod(method, integration, options);
    acknowledgeGuard(added, route);
    return handler;
  }
}

function addLog(scope: Construct, id: string, { logRetention, logRemovalPolicy }: StageConfig): LogGroup {
  return new LogGroup(scope, id, { retention: logRetention, removalPolicy: logRemovalPolicy });
}
