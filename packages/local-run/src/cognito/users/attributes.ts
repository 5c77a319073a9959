import { invalidParameter, notAuthorized } from '../exceptions';

/** One attribute of a pool's schema, in the form DescribeUserPool shows it. */
export interface AttributeDefinition {
  readonly Name: string;
  readonly AttributeDataType: 'String' | 'Number' | 'DateTime' | 'Boolean';
  readonly DeveloperOnlyAttribute: boolean;
  readonly Mutable: boolean;
  readonly Required: boolean;
  readonly StringAttributeConstraints?: { readonly MinLength?: string; readonly MaxLength?: string };
  readonly NumberAttributeConstraints?: { readonly MinValue?: string; readonly MaxValue?: string };
}

/** Attribute names to values, as a user has them. */
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

/** The attributes every pool has. Source: "Working with user attributes" in the Cognito developer guide. */
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
  {
    Name: 'updated_at',
    AttributeDataType: 'Number',
    DeveloperOnlyAttribute: false,
    Mutable: true,
    Required: false,
    NumberAttributeConstraints: { MinValue: '0' },
  },
];

/** Set by Cognito alone: no client may write them, whatever its settings say. */
const serviceOwned = new Set(['sub', 'email_verified', 'phone_number_verified']);

/** What a client may write: its list, or every attribute that is not Cognito's own when it has none. */
export function refuseUnwritable(attributes: Attributes, writable: ReadonlySet<string> | undefined): void {
  for (const name of attributes.keys()) {
    if (serviceOwned.has(name) || (writable !== undefined && !writable.has(name))) {
      throw notAuthorized('A client attempted to write unauthorized attribute');
    }
  }
}

/** Refuses what the pool's schema does not know or allow, all of it in one message as Cognito does. */
export function refuseNonconforming(attributes: Attributes, schema: Schema): void {
  const problems = [...attributes].flatMap(([name, value]) => problemsOf(name, value, schema));
  if (problems.length > 0) throw nonconforming(problems);
  refuseMalformedContacts(attributes);
}

/** The attributes that the schema requires and that are not there: Cognito sets `sub` itself. */
export function missingAttributes(attributes: Attributes, schema: Schema): string[] {
  return [...schema.values()]
    .filter(({ Name, Required }) => Required && Name !== 'sub' && !attributes.has(Name))
    .map(({ Name }) => Name);
}

/** Who signs up gives every required attribute; who is invited may give them with the first own password. */
export function refuseIncomplete(attributes: Attributes, schema: Schema): void {
  const missing = missingAttributes(attributes, schema);
  if (missing.length > 0) throw nonconforming(missing.map((name) => `${name}: The attribute is required\n`));
}

const nonconforming = (problems: readonly string[]) =>
  invalidParameter(`Attributes did not conform to the schema: ${problems.join('')}`);

/** The form of an address that Cognito takes for an e-mail address. */
export const looksLikeEmail = (text: string) => /^[^\s@]+@[^\s@]+$/.test(text);

function refuseMalformedContacts(attributes: Attributes): void {
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
