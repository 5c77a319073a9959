import type { UserPool } from '../user-pool';
import type { CodeStatus } from '../users/code-status';
import type { CodeOf, Message, StoredMessage } from './mailbox';

/** Where to look up what came of a code. */
interface Service {
  readonly now: () => number;
  findPool(id: string): UserPool | undefined;
}

/** A message with what its code is for, and whether it can still be used. */
export function describeMessage({ codeOf, ...message }: StoredMessage, service: Service): Message {
  if (codeOf === undefined) return message;
  return { ...message, purpose: codeOf.purpose, status: codeStatus(message.code, codeOf, service) };
}

function codeStatus(code: string, codeOf: CodeOf, service: Service): CodeStatus {
  const { userPoolId, sub, purpose, challenge = '' } = codeOf;
  const now = service.now();
  const pool = service.findPool(userPoolId);
  const user = pool?.users.findBySub(sub);
  if (pool === undefined || user === undefined) return 'void';
  if (purpose !== 'signIn') return user.codes.status(purpose, code, now);
  const issued = pool.challenges.get(challenge);
  if (issued?.used) return 'used';
  // A challenge is removed some time after its end.
  return issued !== undefined && now < issued.expiresAt ? 'valid' : 'expired';
}
