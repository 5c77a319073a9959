import { answerChallenge } from './cognito/sessions';
import { optionalVariable } from './contract/environment';
import { AnyChallengeRequest, challengeRequest } from './contract/requests';
import { body } from './http/inputs';
import { assertStrongPassword } from './http/new-password';
import { reply, route } from './http/route';

const Answer = challengeRequest(optionalVariable('SIGN_IN_METHODS')?.split(',') ?? []);

/** POST /challenge: answers a challenge of the sign-in. Replies with tokens or the next challenge. */
export const handler = route(body(Answer, AnyChallengeRequest), async (answer) => {
  if ('newPassword' in answer) assertStrongPassword('newPassword', answer.newPassword);
  return reply(200, await answerChallenge(answer));
});
