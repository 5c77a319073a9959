import { reply, route } from './shared/http';
import { requireStrongPassword } from './shared/new-password';
import { body } from './shared/readers';
import { AnyChallengeRequest, ChallengeRequest } from './shared/requests';
import { answerChallenge } from './shared/sessions';

/** POST /challenge: answers what Cognito wants to know before it hands out tokens. */
export const handler = route(body(ChallengeRequest, AnyChallengeRequest), async (answer) => {
  if ('newPassword' in answer) requireStrongPassword('newPassword', answer.newPassword);
  return reply(200, await answerChallenge(answer));
});
