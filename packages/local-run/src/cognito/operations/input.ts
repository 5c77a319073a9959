import { z } from 'zod/mini';
import { CognitoException } from '../exceptions';

const text = (min: number, max: number, pattern = '[\\s\\S]*') =>
  z.string().check(
    z.minLength(min),
    // Aborts before the pattern is matched: matching the pattern of a password takes quadratic time.
    z.maxLength(max, { abort: true }),
    // Cognito's patterns are Java's and match the whole value.
    z.regex(new RegExp(`^(?:${pattern})$`, 'u')),
  );
const anyText = z.string().check(z.maxLength(131_072));
const map = z.record(z.string(), anyText);

/** The shapes of the API's model, with their limits. The SDKs check few of them before they send a request. */
export const shapes = {
  accessToken: z.string().check(z.regex(/^(?:[A-Za-z0-9-_=.]+)$/u)),
  attributes: z.array(
    z.object({
      Name: text(1, 32, '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\t\\n\\r ]+'),
      Value: z.optional(text(0, 2048)),
    }),
  ),
  attributeName: text(1, 32, '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+'),
  attributeNames: z.array(text(1, 32, '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\t\\n\\r ]+')),
  clientId: text(1, 128, '[\\w+]+'),
  code: text(1, 2048, '\\S+'),
  deviceName: anyText,
  domain: text(1, 63),
  filter: text(0, 256),
  flag: z.boolean(),
  groupDescription: text(0, 2048),
  groupName: text(1, 128, '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+'),
  identityId: text(1, 55, '[\\w-]+:[0-9a-f-]+'),
  limit: z.int().check(z.gte(0), z.lte(60)),
  logins: z.record(text(1, 128), text(1, 50_000)),
  map,
  maxResults: z.int().check(z.gte(1), z.lte(60)),
  mfaSettings: z.object({ Enabled: z.optional(z.boolean()), PreferredMfa: z.optional(z.boolean()) }),
  paginationToken: text(1, 131_072, '\\S+'),
  password: text(0, 256, '^[\\S]+.*[\\S]+$'),
  passwordOrNone: text(0, 256, '^[\\S]+.*[\\S]+$|'),
  precedence: z.int().check(z.nonnegative()),
  providerAttribute: anyText,
  providerName: text(1, 32, '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\p{Z}]+'),
  providerIdentifier: text(1, 40, '[\\w\\s+=.@-]+'),
  poolId: text(1, 55, '[\\w-]+_[0-9a-zA-Z]+'),
  roleArn: text(20, 2048),
  session: text(20, 2048),
  userCode: text(6, 6, '[0-9]+'),
  username: text(1, 128, '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+'),
} as const;

/** The flows of the API's model, supported or not. */
export const authFlow = z.enum([
  'USER_SRP_AUTH',
  'REFRESH_TOKEN_AUTH',
  'REFRESH_TOKEN',
  'CUSTOM_AUTH',
  'ADMIN_NO_SRP_AUTH',
  'USER_PASSWORD_AUTH',
  'ADMIN_USER_PASSWORD_AUTH',
  'USER_AUTH',
]);

/** The challenges of the API's model, supported or not. */
export const challengeName = z.enum([
  'SMS_MFA',
  'EMAIL_OTP',
  'SOFTWARE_TOKEN_MFA',
  'SELECT_MFA_TYPE',
  'MFA_SETUP',
  'PASSWORD_VERIFIER',
  'CUSTOM_CHALLENGE',
  'SELECT_CHALLENGE',
  'DEVICE_SRP_AUTH',
  'DEVICE_PASSWORD_VERIFIER',
  'ADMIN_NO_SRP_AUTH',
  'NEW_PASSWORD_REQUIRED',
  'SMS_OTP',
  'PASSWORD',
  'WEB_AUTHN',
  'PASSWORD_SRP',
]);

/** Parses a request body. Throws SerializationException for a wrong JSON type; all other faults go into one exception. */
export function readInput<Schema extends z.ZodMiniType>(
  schema: Schema,
  body: unknown,
  exceptionName = 'InvalidParameterException',
): z.infer<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => describe(issue, body));
  const wrongType = faults.find(({ serialization }) => serialization !== undefined);
  if (wrongType?.serialization !== undefined) {
    throw new CognitoException('SerializationException', wrongType.serialization);
  }
  const count = faults.length === 1 ? '1 validation error' : `${faults.length} validation errors`;
  const constraints = faults.map(({ constraint }) => constraint).join('; ');
  throw new CognitoException(exceptionName, `${count} detected: ${constraints}`);
}

interface Fault {
  readonly constraint: string;
  readonly serialization?: string;
}

/** Cognito quotes values, except of members that its model marks as sensitive. Here only these are quoted: they are no secrets. */
const quoted = new Set([
  'AuthFlow',
  'ChallengeName',
  'GroupName',
  'IdentityId',
  'IdentityPoolId',
  'Limit',
  'UserPoolId',
]);

function describe(issue: z.core.$ZodIssue, body: unknown): Fault {
  const value = issue.path.reduce<unknown>((at, key) => Object(at)[key], body);
  if (value === undefined && issue.path.length > 0) return mustBe(issue, 'not be null', 'Value null at');
  const quotation = quoted.has(String(issue.path[0])) ? `Value '${value}' at` : undefined;
  switch (issue.code) {
    case 'too_small':
      return mustBe(issue, `${measure(issue.origin)} greater than or equal to ${issue.minimum}`, quotation);
    case 'too_big':
      return mustBe(issue, `${measure(issue.origin)} less than or equal to ${issue.maximum}`, quotation);
    case 'invalid_format':
      return mustBe(issue, `satisfy regular expression pattern: ${pattern(issue.pattern)}`, quotation);
    case 'invalid_value':
      if (typeof value !== 'string') break;
      return mustBe(issue, `satisfy enum value set: [${issue.values.map(String).join(', ')}]`, quotation);
  }
  return {
    constraint: '',
    serialization: `${jsonKind(value)} can not be converted to the type of this field`,
  };
}

function mustBe({ path }: z.core.$ZodIssue, constraint: string, value = 'Value at'): Fault {
  return { constraint: `${value} '${field(path)}' failed to satisfy constraint: Member must ${constraint}` };
}

const measure = (origin: string) => (origin === 'string' ? 'have length' : 'have value');

/** Formats a path as AWS does: `['UserAttributes', 0, 'Name']` becomes `userAttributes.1.member.name`. */
function field(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `${key + 1}.member` : String(key).replace(/^./, (c) => c.toLowerCase())))
    .join('.');
}

function pattern(source = ''): string {
  return source.replace(/^\/\^\(\?:/, '').replace(/\)\$\/u$/, '');
}

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return 'START_ARRAY';
  if (typeof value === 'object') return 'START_OBJECT';
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return `${(typeof value).toUpperCase()}_VALUE`;
}
