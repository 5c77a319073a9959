import { registry, toJSONSchema, ZodMiniObject, type ZodMiniType } from 'zod/mini';
import {
  Code,
  Login,
  NewUsername,
  PasskeyId,
  Password,
  PublicKeyCredential,
  RefreshToken,
  Session,
  TotpCode,
} from '../../lambda/contract/fields';
import {
  Account,
  Challenge,
  ConfirmAndSignInReply,
  Message,
  MfaSetup,
  PasskeyList,
  PasskeyOptions,
  PasskeyRemoval,
  SecretReply,
  SignUpReply,
  Tokens,
  TotpKey,
} from '../../lambda/contract/replies';
import {
  ChallengeRequest,
  ChangeEmailRequest,
  ChangePasswordRequest,
  ConfirmAndSignInRequest,
  ConfirmEmailRequest,
  FinishMfaSetupRequest,
  MfaSetupRequest,
  PasskeyRequest,
  PasswordlessSignUpRequest,
  RefreshTokenRequest,
  ResetPasswordAndPasskeysRequest,
  SendCodeRequest,
  SignInRequest,
  TotpRequest,
} from '../../lambda/contract/requests';
import type { Route } from '../api/route';
import { constructId } from '../construct-id';
import { descriptionOf } from './descriptions';

/** `input` is a request, `output` a reply. */
export type Io = 'input' | 'output';

/** The request of each challenge by its component name: that of SOFTWARE_TOKEN_MFA is SoftwareTokenMfaRequest. */
const challengeRequests = Object.fromEntries(
  ChallengeRequest.def.options.map((request) => [`${pascalCase(challengeOf(request))}Request`, request]),
);

type Components = Readonly<Record<Io, Readonly<Record<string, ZodMiniType>>>>;

/** The schemas of lambda/contract that are components of the document, by name. */
const contractComponents: Components = {
  input: {
    SignUpRequest: PasswordlessSignUpRequest.username,
    SignUpByEmailRequest: PasswordlessSignUpRequest.email,
    ConfirmRequest: ConfirmAndSignInRequest,
    MfaSetupRequest,
    FinishMfaSetupRequest,
    PasskeyRequest,
    ChangeEmailRequest,
    ConfirmEmailRequest,
    SendCodeRequest,
    SignInRequest,
    ChallengeRequest,
    ...challengeRequests,
    RefreshTokenRequest,
    ResetPasswordRequest: ResetPasswordAndPasskeysRequest,
    ChangePasswordRequest,
    TotpRequest,
  },
  output: {
    SignUpReply,
    ConfirmReply: ConfirmAndSignInReply,
    Message,
    Tokens,
    Challenge,
    MfaSetup,
    PasskeyOptions,
    PasskeyList,
    PasskeyRemoval,
    Account,
    TotpKey,
    SecretReply,
  },
};

const metadata = registry<{ description: string }>();
for (const [schema, description] of [
  [Login, 'The username or the e-mail address of a user: letters, digits, symbols and punctuation, no spaces'],
  [
    NewUsername,
    'Letters, digits, symbols and punctuation, no spaces and no invisible characters; in Unicode form NFKC',
  ],
  [Password, 'Well-formed Unicode. A new password must also meet the password policy of the stage'],
  [Code, 'The code that was sent by e-mail'],
  [TotpCode, 'The 6 digits that the authenticator app shows'],
  [Session, 'The session of the challenge, from the reply of POST /sign-in or POST /challenge'],
  [RefreshToken, 'The refresh token of the latest sign-in or refresh'],
  [PasswordlessSignUpRequest.username, 'For a stage with the setting `signInWith: username`'],
  [PasswordlessSignUpRequest.email, 'For a stage with the setting `signInWith: email`: the username is the address'],
  [
    ConfirmAndSignInRequest.shape.password,
    'The password that the account was created with, to find out if it has another one',
  ],
  [ChangePasswordRequest.shape.signOutEverywhere, 'Whether to end all sessions of the user; true if it is missing'],
  [
    PasswordlessSignUpRequest.username.shape.password,
    'May be missing if the setting `signInMethods` has `emailCode`. A password must meet the password policy of the stage',
  ],
  [ConfirmAndSignInRequest.shape.signIn, 'Whether to sign in too'],
  [
    ResetPasswordAndPasskeysRequest.shape.removePasskeys,
    'Whether to remove all passkeys of the account; false if it is missing. Only if the setting `signInMethods` has `passkey`',
  ],
  [PasskeyRemoval.shape.passkeysRemoved, 'Whether the account has neither passkeys nor sessions from before the reset'],
  [
    PasskeyRemoval.shape.reason,
    'Why some may remain. `second_factor`: a sign-in needs one, so nothing was removed. `failed`: a call to Cognito failed',
  ],
  [PasskeyId, 'The id of the passkey, from GET /passkeys'],
  [PublicKeyCredential, "The browser's `credential.toJSON()`"],
  [ConfirmAndSignInReply.shape.signIn, 'The tokens, or a challenge; missing if the sign-in failed'],
  [MfaSetup.shape.session, 'For PUT /challenge/totp'],
  [PasskeyOptions.shape.options, 'PublicKeyCredentialCreationOptionsJSON'],
  [Account.shape.profile, 'The attributes that the setting `profileAttributes` lists'],
  [SignUpReply.shape.delivery, 'Where the code was sent; the address is masked'],
  [Message, 'A message for people'],
  [Tokens, 'The tokens of a session'],
  [Tokens.shape.idToken, 'JWT that identifies the user to the routes of the product'],
  [Tokens.shape.accessToken, 'JWT that manages the account of the user'],
  [Tokens.shape.refreshToken, 'For POST /refresh and POST /sign-out; valid for one refresh'],
  [Tokens.shape.expiresIn, 'Lifetime of the ID token and of the access token in seconds'],
  [Challenge, 'A challenge to answer at POST /challenge, with this session and username, before tokens are issued'],
  [Challenge.shape.challenge, "Cognito's name of the challenge"],
  [Challenge.shape.parameters, 'What a client needs to answer the challenge, if it needs anything'],
  [Account.shape.sub, 'The id of the user, which never changes'],
  [Account.shape.totp, 'Whether a sign-in requires a code of an authenticator app'],
  [TotpKey.shape.secret, 'The key in base32'],
  [TotpKey.shape.uri, 'The key as an otpauth URI, for a QR code'],
] as const) {
  metadata.add(schema, { description });
}

/** The schemas of a document. */
export interface DocumentSchemas {
  /** A schema as the document refers to it: as a component if it has a name, else as JSON Schema. */
  schemaOf(schema: ZodMiniType, io: Io): object;
  /** The components that `schemaOf` refers to. */
  components(): Record<string, object>;
}

/** The schemas of a document with these routes. Bodies of features get names such as `NotesAddRequest`. */
export function documentSchemas(routes: readonly Route[]): DocumentSchemas {
  const components = withFeatures(contractComponents, routes);
  const names = namesOf(components);
  return {
    schemaOf(schema, io) {
      const name = names.get(schema);
      if (name) return { $ref: pointer(name) };
      const { $schema, ...rest } = toJSONSchema(schema, { io, metadata, override });
      return rest;
    },
    components: () => ({ ...convert(components.input, 'input'), ...convert(components.output, 'output') }),
  };
}

function namesOf(components: Components): ReadonlyMap<ZodMiniType, string> {
  const all = [components.input, components.output].flatMap((schemas) => Object.entries(schemas));
  return new Map(all.map(([name, schema]) => [schema, name]));
}

/** Adds the bodies that have no name yet: a request, or the only body of a reply. */
function withFeatures(known: Components, routes: readonly Route[]): Components {
  const named = namesOf(known);
  const [input, output] = [{ ...known.input }, { ...known.output }];
  for (const route of routes) {
    const name = constructId(route.name);
    const { schemas: [reply, ...others] = [] } = descriptionOf(route).reply;
    if (route.request && !named.has(route.request)) input[`${name}Request`] = route.request;
    if (reply instanceof ZodMiniObject && others.length === 0 && !named.has(reply)) output[`${name}Reply`] = reply;
  }
  return { input, output };
}

function convert(schemas: Readonly<Record<string, ZodMiniType>>, io: Io): Record<string, object> {
  const named = registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) named.add(schema, { id });
  const { schemas: converted } = toJSONSchema(named, { io, metadata, override, uri: pointer });
  return Object.fromEntries(Object.entries(converted).map(([name, { $schema, $id, ...schema }]) => [name, schema]));
}

const pointer = (name: string) => `#/components/schemas/${name}`;

type Override = NonNullable<NonNullable<Parameters<typeof toJSONSchema>[1]>['override']>;

const override: Override = ({ zodSchema, jsonSchema }) => {
  if (jsonSchema.type === 'string') keepPortablePatterns(jsonSchema);
  if (zodSchema === ChallengeRequest) jsonSchema.discriminator = discriminator;
};

/** Tells a client which schema applies, from the value of `challenge`. */
const discriminator = {
  propertyName: 'challenge',
  mapping: Object.fromEntries(
    Object.entries(challengeRequests).map(([name, request]) => [challengeOf(request), pointer(name)]),
  ),
};

/** Removes patterns with Unicode properties: Python, Go and Java do not read all of them. The handler checks them. */
function keepPortablePatterns(schema: Parameters<Override>[0]['jsonSchema']): void {
  const all = [schema, ...(schema.allOf ?? [])].flatMap(({ pattern }) => pattern ?? []);
  const [pattern, ...others] = all.filter((candidate) => !/\\p\{/i.test(candidate));
  delete schema.pattern;
  delete schema.allOf;
  if (pattern === undefined) return;
  if (others.length === 0) schema.pattern = pattern;
  else schema.allOf = [pattern, ...others].map((each) => ({ pattern: each }));
}

function challengeOf({ shape }: (typeof ChallengeRequest.def.options)[number]): string {
  const [name = ''] = shape.challenge.def.values;
  return name;
}

/** NEW_PASSWORD_REQUIRED becomes NewPasswordRequired. */
function pascalCase(constant: string): string {
  return constant.toLowerCase().replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
