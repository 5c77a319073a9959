import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { UserError } from '../user-error';

const patterns = z.union([z.string(), z.array(z.string())]);

const CdkJson = z.object({
  app: z.string(),
  context: z.optional(z.record(z.string(), z.unknown())),
  watch: z.optional(z.object({ include: z.optional(patterns), exclude: z.optional(patterns) })),
});

/** The parts of cdk.json that the local run uses. `watch` has glob patterns, as for `cdk watch`. */
export type CdkConfiguration = z.output<typeof CdkJson>;

/** Reads cdk.json in the working directory. Throws a UserError if it is missing, not JSON or has no `app`. */
export async function readCdkConfiguration(): Promise<CdkConfiguration> {
  const text = await readFile('cdk.json', 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') {
      throw new UserError('There is no cdk.json in this folder. Start the local run in the folder of a CDK app.');
    }
    throw new UserError(`cdk.json cannot be read: ${error.message}`);
  });
  const parsed = z.safeParse(CdkJson, parseJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError(
    `cdk.json is invalid: ${issue?.path.join('.') || 'its content'} has the wrong type or is missing`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`cdk.json is not valid JSON: ${(error as Error).message}`);
  }
}
