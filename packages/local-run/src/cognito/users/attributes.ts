import { invalidParameter, notAuthorized } from '../exceptions';

/** One attribute of a pool's schema, in the format of DescribeUserPool. */
export interface AttributeDefinition {
  readonly Name: string;
  readonly AttributeDataType: 'String' | 'Number' | 'DateTime' | 'Boolean';
  readonly DeveloperOnlyAttribute: boolean;
  readonly Mutable: boolean;
  readonly Required: boolean;
  readonly StringAttributeConstraints?: { readonly MinLength?: string; readonly MaxLength?: string };
  readonly NumberAttributeConstraints?: { readonly MinValue?: string; readonly MaxValue?: string };
}

/** A user's attributes: names to values. */
export type Attributes = ReadonlyMap<string, string>;

type Schema = ReadonlyMap<string, AttributeDefinition>;

const text = (Name: string, MinLength = '0', MaxLength = '2048'): AttributeDefinition => ({
  Name,
  AttributeDataType: 'String',
  DeveloperOnlyAttribute: false,
  Mutable: true,
  Required: false,
  StringAttributeConstraints: { MinLength, MaxLength },
});
const flag = (Name: string): AttributeDefinition => ({
  Name,
  AttributeDataType: 'Boolean',
  DeveloperOnlyAttribute: false,
  Mutable: true,
  Required: false,
});

/** The attribute with the accounts of identity providers that sign in as the user. */
export const IDENTITIES = 'identities';

/** The attributes that every pool has. Source: "Working with user attributes" in the Cognito developer guide. */
export const standardAttributes: readonly AttributeDefinition[] = [
  { ...text('sub', '1'), Mutable: false, Required: true },
  ...['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username'].map((it) => text(it)),
  ...['profile', 'picture', 'website', 'email'].map((it) => text(it)),
  flag('email_verified'),
  text('gender'),
  text('birthdate', '10', '10'),
  ...['zoneinfo', 'locale', 'phone_number'].map((it) => text(it)),
  flag('phone_number_verified'),
  text('address'),
  // Cognito sets it. It is in the schema of pools that AWS describes.
  { ...text(IDENTITIES), StringAttributeConstraints: {} },
  {
    Name: 'updated_at',
    AttributeDataType: 'Number',
    DeveloperOnlyAttribute: false,
    Mutable: true,
    Required: false,
    NumberAttributeConstraints: { MinValue: '0' },
  },
];

/** Attributes that no client may write, whatever its WriteAttributes are: Cognito sets them. */
const readOnly = new Set(['sub', 'email_verified', 'phone_number_verified', IDENTITIES]);

/** Throws unless the client may write all attributes. Without WriteAttributes it may write all except those that Cognito sets. */
export function assertWritable(attributes: Attributes, writable: ReadonlySet<string> | undefined): void {
  for (const name of attributes.keys()) {
    if (readOnly.has(name) || (writable !== undefined && !writable.has(name))) {
      throw notAuthorized('A client attempted to write unauthorized attribute');
    }
  }
}

/** Throws unless all attributes conform to the schema. The message names all that do not, as Cognito's does. */
export function assertConforming(attributes: Attributes, schema: Schema): void {
  const problems = [...attributes].flatMap(([name, value]) => problemsOf(name, value, schema));
  if (problems.length > 0) throw notConforming(problems);
  assertContactFormats(attributes);
}

/** The required attributes that are missing, except `sub`, which Cognito sets. */
export function missingAttributes(attributes: Attributes, schema: Schema): string[] {
  return [...schema.values()]
    .filter(({ Name, Required }) => Required && Name !== 'sub' && !attributes.has(Name))
    .map(({ Name }) => Name);
}

/** Throws if a required attribute is missing: at sign-up. An invited user may give them with the new password. */
export function assertComplete(attributes: Attributes, schema: Schema): void {
  const missing = missingAttributes(attributes, schema);
  if (missing.length > 0) throw notConforming(missing.map((name) => `${name}: The attribute is required\n`));
}

const notConforming = (problems: readonly string[]) =>
  invalidParameter(`Attributes did not conform to the schema: ${problems.join('')}`);

/** Whether Cognito takes a name for an e-mail address. */
export const isEmailLike = (text: string) => /^[^\s@]+@[^\s@]+$/.test(text);

function assertContactFormats(attributes: Attributes): void {
  const email = attributes.get('email');
  if (email !== undefined && !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email)) {
    throw invalidParameter('Invalid email address format.');
  }
  const phone = attributes.get('phone_number');
  if (phone !== undefined && !/^\+[0-9]{1,15}$/.test(phone)) {
    throw invalidParameter('Invalid phone number format.');
  }
}

function problemsOf(name: string, value: string, schema: Schema): string[] {
  const definition = schema.get(name);
  if (definition === undefined) return [`${name}: Attribute does not exist in the schema.\n`];
  const problem = valueProblem(value, definition);
  return problem === undefined ? [] : [`${name}: ${problem}\n`];
}

function valueProblem(value: string, definition: AttributeDefinition): string | undefined {
  switch (definition.AttributeDataType) {
    case 'String':
      return lengthProblem(value, definition.StringAttributeConstraints);
    case 'Number':
      return rangeProblem(value, definition.NumberAttributeConstraints);
    case 'Boolean':
      return value === 'true' || value === 'false' ? undefined : 'Value must be true or false';
    case 'DateTime':
      return Number.isNaN(Date.parse(value)) ? 'Value must be a date and time' : undefined;
  }
}

function lengthProblem(value: string, limits: AttributeDefinition['StringAttributeConstraints'] = {}) {
  const { MinLength = '0', MaxLength = '2048' } = limits;
  if (value.length > Number(MaxLength)) return `String must be no longer than ${MaxLength} characters`;
  if (value.length < Number(MinLength)) return `String must be no shorter than ${MinLength} characters`;
  return undefined;
}

function rangeProblem(value: string, limits: AttributeDefinition['NumberAttributeConstraints'] = {}) {
  if (!/^-?[0-9]+(\.[0-9]+)?$/.test(value)) return 'Value must be a number';
  const { MinValue, MaxValue } = limits;
  if (MinValue !== undefined && Number(value) < Number(MinValue)) return `Number must not be less than ${MinValue}`;
  if (MaxValue !== undefined && Number(value) > Number(MaxValue)) return `Number must not be more than ${MaxValue}`;
  return undefined;
}
