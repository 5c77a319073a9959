import type { PreSignUpTriggerEvent } from 'aws-lambda';
import { findOldUser } from './old-system';
import { beforeSignUp, isChosenByOperator } from './pre-sign-up';
import { TriggerRefusal, trigger } from './trigger';

/** As pre-sign-up.ts, and refuses a sign-up with the username of a user of the old system, who has not been moved yet. */
export const handler = trigger<PreSignUpTriggerEvent>(async (event) => {
  beforeSignUp(event);
  if (event.triggerSource === 'PreSignUp_SignUp' && !isChosenByOperator(event)) {
    await assertNewToOldSystem(event.userName);
  }
});

async function assertNewToOldSystem(username: string): Promise<void> {
  const found = await findOldUser(username, undefined).catch((error: unknown) => {
    throw new TriggerRefusal('old_system_unavailable', { cause: error });
  });
  if (found !== undefined) throw new TriggerRefusal('username_taken');
}
