import type { ClientConfiguration } from './client-configuration';

type RouteConfiguration = ClientConfiguration['routes'][number];

/** An OpenAPI document, as far as it depends on the run. */
interface OpenApiDocument {
  readonly openapi: string;
  readonly servers?: unknown;
  readonly paths?: Readonly<Record<string, object>>;
}

/** Keys of a path item that are operations. Others, such as `parameters`, belong to all of them. */
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/**
 * The document as it applies to this run: its server is this run, and it describes only the operations that this run serves.
 * A document may describe more, because the settings of a stage decide which routes there are.
 */
export function describeThisRun<Document extends OpenApiDocument>(
  document: Document,
  { apiUrl, routes }: Pick<ClientConfiguration, 'apiUrl' | 'routes'>,
): Document {
  const servers = [{ url: apiUrl, description: 'This local run' }];
  if (typeof document.paths !== 'object') return { ...document, servers };
  const paths = Object.entries(document.paths).flatMap(([path, item]) => {
    const served = Object.entries(item).filter(([key]) => !METHODS.includes(key) || isServed(routes, key, path));
    return served.some(([key]) => METHODS.includes(key)) ? [[path, Object.fromEntries(served)]] : [];
  });
  return { ...document, servers, paths: Object.fromEntries(paths) };
}

function isServed(routes: readonly RouteConfiguration[], method: string, path: string): boolean {
  return routes.some(
    (route) =>
      ['ANY', method.toUpperCase()].includes(route.method) && (route.path === path || route.path.endsWith('+}')),
  );
}
