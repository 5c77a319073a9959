import { join } from 'node:path';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { readVariables, withVariables } from '../contract/environment';
import type { GroupedRoutes } from '../contract/grouped-routes';

type Handler = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

const { ROUTES } = readVariables('ROUTES');
const routes = new Map(Object.entries(JSON.parse(ROUTES) as GroupedRoutes));
const handlers = new Map<string, Handler>();

/**
 * The handler of a function with several routes (setting `functions`). The bundle of a route is loaded at its first request, with
 * the variables of the route: no route has the required group or the limits of another.
 */
export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const route = `${event.requestContext.httpMethod} ${event.resource}`;
  const handle = handlers.get(route) ?? load(route);
  handlers.set(route, handle);
  return handle(event);
}

function load(route: string): Handler {
  const row = routes.get(route);
  if (!row) throw new Error(`The variable ROUTES has no ${route}`);
  // Not a literal: esbuild would bundle it.
  return withVariables(row.environment, () => require(join(__dirname, row.file)).handler);
}
