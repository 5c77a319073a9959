import { z } from 'zod/mini';
import { identityPoolOperationNames, userPoolOperationNames } from '../cognito/wire/operation-names';
import { createJsonReply, type HttpReply } from '../http/reply';
import { ControlError, type ControlRequest, parseBody, parseFilter } from './control-request';

type Endpoint = (request: ControlRequest) => HttpReply;

/** The control endpoints by path and method. */
export const endpoints: ReadonlyMap<string, Readonly<Record<string, Endpoint>>> = new Map([
  ['/_local/users', { DELETE: removeUsers }],
  ['/_local/messages', { DELETE: clearMessages }],
  ['/_local/clock', { GET: clockReply, POST: advanceClock, DELETE: resetClock }],
  ['/_local/next-code', { GET: nextCodeReply, PUT: fixNextCode, DELETE: releaseNextCode }],
  ['/_local/faults', { GET: faultsReply, POST: addFault, DELETE: clearFaults }],
]);

function removeUsers(request: ControlRequest): HttpReply {
  const { username } = parseFilter(request, 'username');
  if (username === undefined) request.cognito.removeUsers();
  else if (!request.cognito.removeUser(username)) {
    throw new ControlError(404, 'No user signs in with this username or e-mail address.');
  }
  return noContent();
}

function clearMessages(request: ControlRequest): HttpReply {
  const { to, id } = parseFilter(request, 'to', 'id');
  if (id === undefined) request.cognito.clearMessages(to);
  else if (!request.cognito.removeMessage(id)) throw new ControlError(404, 'No message has this id.');
  return noContent();
}

/** Twice the longest lifetime in Cognito, the ten years of a refresh token. */
const MAX_AHEAD_SECONDS = 20 * 366 * 86_400;

const seconds = `must be a number of seconds above 0 and up to ${MAX_AHEAD_SECONDS} in all`;
const Advance = z.strictObject({ advanceSeconds: z.number(seconds).check(z.gt(0, seconds)) });

function clockReply({ clock }: ControlRequest): HttpReply {
  return createJsonReply(200, { now: new Date(clock.now()).toISOString(), aheadSeconds: clock.aheadMs / 1000 });
}

function advanceClock(request: ControlRequest): HttpReply {
  const { clock } = request;
  const { advanceSeconds } = parseBody(request, Advance, { advanceSeconds: 900 });
  const milliseconds = Math.round(advanceSeconds * 1000);
  if (clock.aheadMs + milliseconds > MAX_AHEAD_SECONDS * 1000)
    throw new ControlError(400, `advanceSeconds ${seconds}.`);
  clock.advance(milliseconds);
  return clockReply(request);
}

function resetClock({ clock }: ControlRequest): HttpReply {
  clock.reset();
  return noContent();
}

const digits = 'must be a string of six or eight digits';
const number = 'must be a whole number above 0';
const times = z.optional(z.int(number).check(z.positive(number)));
const FixedCode = z.strictObject({ code: z.string(digits).check(z.regex(/^(\d{6}|\d{8})$/, digits)), times });

function nextCodeReply({ cognito }: ControlRequest): HttpReply {
  return createJsonReply(200, cognito.codes.fixed ?? {});
}

function fixNextCode(request: ControlRequest): HttpReply {
  const { code, times } = parseBody(request, FixedCode, { code: '123456' });
  request.cognito.codes.fix(code, times);
  return nextCodeReply(request);
}

function releaseNextCode({ cognito }: ControlRequest): HttpReply {
  cognito.codes.release();
  return noContent();
}

const operationNames = new Set([...userPoolOperationNames, ...identityPoolOperationNames]);
const name = 'must be the name of an operation of Amazon Cognito';
const operation = z.optional(z.string(name).check(z.refine((it) => operationNames.has(it), name)));
const delay = 'must be a number of milliseconds from 1 to 60000';
const Fault = z.discriminatedUnion(
  'fault',
  [
    z.strictObject({ fault: z.enum(['throttle', 'unavailable', 'internalError', 'reset']), operation, times }),
    z.strictObject({
      fault: z.literal('slow'),
      delayMs: z.int(delay).check(z.gte(1, delay), z.lte(60_000, delay)),
      operation,
      times,
    }),
  ],
  'must be throttle, unavailable, internalError, reset or slow',
);

function faultsReply({ cognito }: ControlRequest): HttpReply {
  return createJsonReply(200, cognito.faults.all);
}

function addFault(request: ControlRequest): HttpReply {
  const example = { fault: 'slow', delayMs: 5000, operation: 'InitiateAuth', times: 1 } as const;
  request.cognito.faults.add(parseBody(request, Fault, example));
  return faultsReply(request);
}

function clearFaults({ cognito }: ControlRequest): HttpReply {
  cognito.faults.clear();
  return noContent();
}

function noContent(): HttpReply {
  return { status: 204, headers: [['Cache-Control', 'no-store']], body: Buffer.alloc(0) };
}
