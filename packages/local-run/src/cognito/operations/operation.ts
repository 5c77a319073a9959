import type { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { readInput } from './input';

type Run<Schema extends z.ZodMiniType> = (input: z.infer<Schema>, service: CognitoService) => object | Promise<object>;

/** One operation of the API, ready to be given what a client sent. */
export interface Operation {
  /** Whether AWS demands a SigV4 signature. */
  readonly signed: boolean;
  readonly run: (body: unknown, service: CognitoService) => Promise<object>;
}

/** For everybody: what may be done depends on the client and on the user's password, code or token. */
export function open<Schema extends z.ZodMiniType>(schema: Schema, run: Run<Schema>): Operation {
  return { signed: false, run: async (body, service) => run(readInput(schema, body), service) };
}

/** For administrators: AWS asks IAM first. */
export function signed<Schema extends z.ZodMiniType>(schema: Schema, run: Run<Schema>): Operation {
  return { ...open(schema, run), signed: true };
}
