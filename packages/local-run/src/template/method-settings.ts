import { UserError } from '../user-error';
import type { Method, Throttle } from './read-deployment';
import type { SupportedResource } from './resources';

/** A method before its stage has said how often it may be called. */
export type UnthrottledMethod = Omit<Method, 'throttle'>;

/** The settings that count for every method without its own. */
const ALL = '* /*';

/**
 * Gives each method its limit: that of its own setting, else the one for all, which API Gateway applies to each by
 * itself. Throws a failure for a setting whose method does not exist.
 */
export function withThrottles(
  methods: readonly UnthrottledMethod[],
  { logicalId, properties }: SupportedResource<'AWS::ApiGateway::Stage'>,
): Method[] {
  const throttles = new Map<string, Throttle>();
  for (const setting of properties.MethodSettings) {
    const name = `${setting.HttpMethod} ${pathOf(setting.ResourcePath)}`;
    throttles.set(name, { rate: setting.ThrottlingRateLimit, burst: setting.ThrottlingBurstLimit });
  }
  const names = new Set([ALL, ...methods.map(nameOf)]);
  const stray = [...throttles.keys()].find((name) => !names.has(name));
  if (stray) throw new UserError(`${logicalId} has settings for ${stray}, which is not in the template`);
  return methods.map((method) => ({ ...method, throttle: throttles.get(nameOf(method)) ?? throttles.get(ALL) }));
}

function nameOf({ httpMethod, path }: UnthrottledMethod): string {
  return `${httpMethod} ${path}`;
}

/** A path has `~1` for each of its slashes, and one slash in front; the root and all paths stand as they are. */
function pathOf(resourcePath: string): string {
  if (resourcePath === '/' || resourcePath === '/*') return resourcePath;
  return resourcePath.replace(/^\//, '').replaceAll('~1', '/');
}
