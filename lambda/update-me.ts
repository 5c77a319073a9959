import { readUser, updateProfile } from './cognito/accounts';
import { optionalVariable } from './contract/environment';
import { parseProfileAttributes } from './contract/profile';
import { updateMeRequest } from './contract/requests';
import { accessToken, body, inputs, sub } from './http/inputs';
import { reply, route } from './http/route';

const UpdateMe = updateMeRequest(parseProfileAttributes(optionalVariable('PROFILE_ATTRIBUTES')));

/** PATCH /me: changes profile attributes of the caller. */
export const handler = route(
  inputs({ accessToken, sub, profile: body(UpdateMe) }),
  async ({ accessToken, sub, profile }) => {
    await updateProfile(accessToken, profile);
    return reply(200, { ...(await readUser(accessToken)), sub });
  },
);
