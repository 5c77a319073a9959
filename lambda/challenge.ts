import { answerChallenge } from './cognito/sessions';
import { requireStrongPassword } from './contract/new-password';
import { AnyChallengeRequest, ChallengeRequest } from './contract/requests';
import { body } from './http/inputs';
import { reply, route } from './http/route';

/** POST /challenge: answers what Cognito wants to know before it hands out tokens. */
export const handler = route(body(ChallengeRequest, AnyChallengeRequest), async (answer) => {
  if ('newPassword' in answer) requireStrongPassword('newPassword', answer.newPassword);
  return reply(200, await answerChallenge(answer));
});
