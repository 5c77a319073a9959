import { LambdaIntegration, type RequestValidator } from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { AuthEnvironment } from '../../lambda/contract/environment';
import { constructId } from '../construct-id';
import { routesFor } from '../routes';
import type { StageConfig } from '../stages/stage-config';
import type { Users } from '../users/users';
import { ApiFunction } from './api-function';
import { GuardedRestApi } from './guarded-rest-api';
import { acknowledgeFindings, methodOptions } from './method-options';
import { assertWithinCognitoQuotas } from './rate-limits';
import type { Route } from './route';

/** The variables that have the same value for all functions. */
type CommonEnvironment = Omit<AuthEnvironment, 'REQUIRED_GROUP'>;

/** What all routes have in common. */
interface RouteContext {
  readonly stage: StageConfig;
  readonly environment: CommonEnvironment;
  readonly bodyValidator: RequestValidator;
}

export interface AuthApiProps {
  readonly stage: StageConfig;
  readonly users: Users;
}

/** The REST API: a method and a function for each route of lib/routes.ts. */
export class AuthApi extends Construct {
  readonly restApi: GuardedRestApi;
  readonly accessLog: LogGroup;
  /** The log of all functions: one place to look for a request, on every route. */
  readonly functionLog: LogGroup;
  readonly functions: readonly ApiFunction[];
  /** ARNs of the routes that take signed requests, for the `execute-api:Invoke` permission of a role. */
  readonly signedRouteArns: readonly string[];

  constructor(scope: Construct, id: string, { stage, users }: AuthApiProps) {
    super(scope, id);
    const { userPool, userPoolClient } = users;
    const routes = routesFor(stage.signInWith, stage);
    assertWithinCognitoQuotas(routes, stage.requestsPerSecond);
    this.accessLog = addLogGroup(this, 'AccessLog', stage);
    this.functionLog = addLogGroup(this, 'FunctionLog', stage);
    this.restApi = new GuardedRestApi(this, 'RestApi', { stage, routes, userPool, accessLog: this.accessLog });

    this.signedRouteArns = routes
      .filter(({ auth }) => auth === 'iam')
      .map(({ method, path }) => this.restApi.arnForExecuteApi(method, path, stage.name));

    const environment = {
      USER_POOL_CLIENT_ID: userPoolClient.userPoolClientId,
      SIGN_IN_WITH: stage.signInWith,
      ALLOWED_ORIGINS: stage.allowedOrigins.join(),
      PRODUCT_NAME: stage.productName,
      PASSWORD_POLICY: JSON.stringify(stage.passwordPolicy),
      SIGN_UP_DOMAINS: stage.signUpDomains.join(),
    } satisfies CommonEnvironment;
    // No route has request parameters in its model, but cdk-nag requires the validator to check them.
    const checks = { validateRequestBody: true, validateRequestParameters: true };
    const bodyValidator = this.restApi.addRequestValidator('BodyValidator', checks);
    this.functions = routes.map((route) => this.addRoute(route, { stage, environment, bodyValidator }));
  }

  private addRoute(route: Route, { stage, environment: common, bodyValidator }: RouteContext): ApiFunction {
    const { name, method, path, group = '' } = route;
    const environment = { ...common, REQUIRED_GROUP: group } satisfies AuthEnvironment;
    const lambda = new ApiFunction(this, constructId(name), {
      name,
      environment,
      memory: stage.functionMemory,
      logGroup: this.functionLog,
    });
    const integration = new LambdaIntegration(lambda, { allowTestInvoke: false });
    const options = methodOptions(route, this.restApi, bodyValidator);
    const added = this.restApi.root.resourceForPath(path).addMethod(method, integration, options);
    acknowledgeFindings(added, route);
    return lambda;
  }
}

function addLogGroup(scope: Construct, id: string, { logRetention, logRemovalPolicy }: StageConfig): LogGroup {
  return new LogGroup(scope, id, { retention: logRetention, removalPolicy: logRemovalPolicy });
}
