import type { z } from 'zod/mini';
import type { Region } from '../cognito-service';
import { readInput } from './input';

type Run<Schema extends z.ZodMiniType> = (input: z.infer<Schema>, region: Region) => object | Promise<object>;

/** One operation of the API, ready to be given what a client sent. */
export interface Operation {
  /** Whether AWS demands a SigV4 signature. */
  readonly signed: boolean;
  readonly run: (body: unknown, region: Region) => Promise<object>;
}

/** For everybody: what may be done depends on the client and on the user's password, code or token. */
export function open<Schema extends z.ZodMiniType>(schema: Schema, run: Run<Schema>): Operation {
  return { signed: false, run: async (body, region) => run(readInput(schema, body), region) };
}

/** For administrators: AWS asks IAM first. */
export function signed<Schema extends z.ZodMiniType>(schema: Schema, run: Run<Schema>): Operation {
  return { ...open(schema, run), signed: true };
}
