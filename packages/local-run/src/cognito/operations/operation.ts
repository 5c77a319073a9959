import type { z } from 'zod/mini';
import type { CognitoService } from '../cognito-service';
import { readInput } from './input';

type Run<Schema extends z.ZodMiniType> = (input: z.infer<Schema>, service: CognitoService) => object | Promise<object>;

/** One operation of the API. */
export interface Operation {
  /** Whether AWS requires a SigV4 signature. */
  readonly signed: boolean;
  /** Parses a request body and performs the operation. Rejects with a CognitoException. */
  readonly run: (body: unknown, service: CognitoService) => Promise<object>;
}

/** An operation without AWS credentials: the client id and the user's password, code or token decide. */
export function publicOperation<Schema extends z.ZodMiniType>(schema: Schema, run: Run<Schema>): Operation {
  return { signed: false, run: async (body, service) => run(readInput(schema, body), service) };
}

/** An operation of identity pools, whose exception for invalid input has another name. */
export function identityOperation<Schema extends z.ZodMiniType>(schema: Schema, run: Run<Schema>): Operation {
  return { signed: false, run: async (body, service) => run(readInput(schema, body, 'ValidationException'), service) };
}

/** An operation for administrators, which IAM authorizes in AWS. */
export function signedOperation<Schema extends z.ZodMiniType>(schema: Schema, run: Run<Schema>): Operation {
  return { ...publicOperation(schema, run), signed: true };
}
