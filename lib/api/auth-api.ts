import { type Duration, Lazy } from 'aws-cdk-lib';
import { LambdaIntegration } from 'aws-cdk-lib/aws-apigateway';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { AuthEnvironment } from '../../lambda/contract/environment';
import type { GroupedRoutes } from '../../lambda/contract/grouped-routes';
import { constructId } from '../construct-id';
import { routesFor } from '../routes';
import type { StageConfig } from '../stages/stage-config';
import { UserError } from '../user-error';
import type { Users } from '../users/users';
import { ApiFunction } from './api-function';
import { assertNewRoute } from './assert-new-route';
import { fileOfRoute, groupedCode, handlerCode } from './bundling';
import { assertFeatureEnvironment, assertReadsVariables } from './feature-environment';
import { assertGrantedScope } from './granted-scope';
import { GuardedRestApi } from './guarded-rest-api';
import { assertWithinCognitoQuotas } from './rate-limits';
import { functionGroup, type Route } from './route';

/** What the function of a route has of its own. */
export interface RouteOptions {
  /**
   * Environment variables, besides those that every function has. The handler must read each of them.
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Memory of the function in MiB.
   * @default - `functionMemory` of the stage
   */
  readonly memory?: number;
  /**
   * Timeout of the function: less than the 29 seconds that API Gateway waits.
   * @default 10 seconds
   */
  readonly timeout?: Duration;
}

export interface AuthApiProps {
  readonly stage: StageConfig;
  readonly users: Users;
}

/** The REST API: a method and a function for each route of lib/routes.ts, and for those that features add. */
export class AuthApi extends Construct {
  readonly restApi: GuardedRestApi;
  readonly accessLog: LogGroup;
  /** The log of all functions: one place to look for a request, on every route. */
  readonly functionLog: LogGroup;
  /** The routes that have been added so far, with their functions. */
  readonly routes: readonly { readonly row: Route; readonly lambda: ApiFunction }[];
  /**
   * ARNs of the routes that take signed requests, for the `execute-api:Invoke` permission of a role. The CDK resolves the
   * list at synth, so it has the routes that features add.
   */
  readonly signedRouteArns: readonly string[];

  private readonly addedRoutes: { readonly row: Route; readonly lambda: ApiFunction }[] = [];
  /** The routes that were checked against each other. */
  private readonly rows: Route[] = [];
  private readonly stage: StageConfig;
  private readonly users: Users;
  /** The variables that have the same value for all functions. */
  private readonly commonEnvironment: Omit<AuthEnvironment, 'REQUIRED_GROUP'>;

  constructor(scope: Construct, id: string, { stage, users }: AuthApiProps) {
    super(scope, id);
    const { userPool, userPoolClient } = users;
    this.stage = stage;
    this.users = users;
    this.routes = this.addedRoutes;
    this.accessLog = addLogGroup(this, 'AccessLog', stage);
    this.functionLog = addLogGroup(this, 'FunctionLog', stage);
    this.restApi = new GuardedRestApi(this, 'RestApi', { stage, userPool, accessLog: this.accessLog });
    this.signedRouteArns = Lazy.list({
      produce: () =>
        this.routes
          .filter(({ row }) => row.auth === 'iam')
          .map(({ row: { method, path } }) =>
            this.restApi.arnForExecuteApi(method, path.replace(/\{[^}]+\}/g, '*'), stage.name),
          ),
    });
    this.commonEnvironment = {
      USER_POOL_CLIENT_ID: userPoolClient.userPoolClientId,
      SIGN_IN_WITH: stage.signInWith,
      ALLOWED_ORIGINS: stage.allowedOrigins.join(),
      PRODUCT_NAME: stage.productName,
      PASSWORD_POLICY: JSON.stringify(stage.passwordPolicy),
      ALLOWED_EMAIL_DOMAINS: stage.allowedEmailDomains.join(),
    };
    const routes = routesFor(stage.signInWith, stage);
    if (stage.functions === 'grouped') this.addGroups(routes);
    else for (const route of routes) this.addRoute(route);
  }

  /**
   * Adds a route and its function, and returns the function, to grant it access to what the feature has. The caller of the
   * route needs an ID token unless the row has `auth` or `scope`. Throws a UserError if the route exists, the handler file is
   * missing, no user can have the scope, or an environment variable is one that every function has or one that the handler does
   * not read.
   *
   * @example
   * const list = api.addRoute({ name: 'notes/list', method: 'GET', path: '/notes' }, { environment });
   * table.grantReadData(list);
   */
  addRoute(row: Route, options: RouteOptions = {}): ApiFunction {
    const { memory, timeout } = options;
    const { name } = row;
    this.assertNewConstruct(name);
    assertTimeout(name, timeout);
    const { code, environment } = this.prepareRoute(row, options.environment);
    const lambda = new ApiFunction(this, constructId(name), {
      code: code.asset,
      environment: { ...this.variablesOfAll(), ...environment },
      memory: memory ?? this.stage.functionMemory,
      timeout,
      logGroup: this.functionLog,
    });
    this.addMethod(row, lambda, new LambdaIntegration(lambda, { allowTestInvoke: false }));
    return lambda;
  }

  /** Adds routes with one function for those that need no token, one for those that take access tokens, and one for the others. */
  private addGroups(rows: readonly Route[]): void {
    const { sourceMaps, functionMemory: memory } = this.stage;
    for (const name of new Set(rows.map(functionGroup))) {
      const id = constructId(`${name}-routes`);
      const group = rows.filter((row) => functionGroup(row) === name);
      const routes: GroupedRoutes = Object.fromEntries(
        group.map((row) => [
          `${row.method} ${row.path}`,
          { file: fileOfRoute(row.name), environment: this.prepareRoute(row).environment },
        ]),
      );
      const code = groupedCode(
        this,
        group.map((row) => row.name),
        { sourceMaps },
      );
      const environment = { ...this.variablesOfAll(), ROUTES: JSON.stringify(routes) };
      const lambda = new ApiFunction(this, id, { code, environment, memory, logGroup: this.functionLog });
      // One permission for all methods that lead to the function, instead of one for each.
      lambda.addPermission('Api', {
        principal: new ServicePrincipal('apigateway.amazonaws.com'),
        sourceArn: this.restApi.arnForExecuteApi('*', '/*', this.stage.name),
      });
      const { functionArn } = lambda;
      const permitted = ApiFunction.fromFunctionAttributes(this, `Permitted${id}`, {
        functionArn,
        skipPermissions: true,
      });
      for (const row of group) this.addMethod(row, lambda, new LambdaIntegration(permitted));
    }
  }

  /** Checks a new route. Returns its code and the variables that it has besides those of all functions. */
  private prepareRoute(row: Route, ofFeature: RouteOptions['environment'] = {}) {
    const { name, group = '', stepUp = false } = row;
    const { stepUpMinutes, sourceMaps, requestsPerSecond } = this.stage;
    const own = { ...row.environment, ...ofFeature };
    assertNewRoute(row, this.rows);
    assertGrantedScope(row, { stage: this.stage, users: this.users });
    assertFeatureEnvironment(name, own);
    assertWithinCognitoQuotas([...this.rows, row], requestsPerSecond);
    const owner = { kind: 'route', name } as const;
    const code = handlerCode(this, owner, { sourceMaps });
    assertReadsVariables(owner, own, code);
    this.rows.push(row);
    const maxAge = stepUp && stepUpMinutes > 0 && { MAX_AUTH_AGE: String(stepUpMinutes * 60) };
    return { code, environment: { REQUIRED_GROUP: group, ...maxAge, ...own } };
  }

  private variablesOfAll(): Readonly<Record<string, string>> {
    return {
      ...(this.commonEnvironment satisfies Omit<AuthEnvironment, 'REQUIRED_GROUP'>),
      ...(this.stage.sourceMaps && { NODE_OPTIONS: '--enable-source-maps' }),
    };
  }

  private addMethod(row: Route, lambda: ApiFunction, integration: LambdaIntegration): void {
    this.addedRoutes.push({ row, lambda });
    this.restApi.addRoute(row, integration);
  }

  /** Throws a UserError if the function of a route would have the construct id of another: `notes-list` and `notes/list`. */
  private assertNewConstruct(name: string): void {
    const id = constructId(name);
    if (!this.node.tryFindChild(id)) return;
    throw new UserError(`The route "${name}" needs another name: the API has a construct "${id}" already`);
  }
}

/** API Gateway waits 29 seconds, and then answers 504 while the function still runs. */
function assertTimeout(route: string, timeout: Duration | undefined): void {
  if (timeout === undefined || timeout.toSeconds() < 29) return;
  throw new UserError(
    `The route "${route}" has a timeout of ${timeout.toSeconds()} seconds. API Gateway waits for 29 at most`,
  );
}

function addLogGroup(scope: Construct, id: string, { logRetention, logRemovalPolicy }: StageConfig): LogGroup {
  return new LogGroup(scope, id, { retention: logRetention, removalPolicy: logRemovalPolicy });
}
