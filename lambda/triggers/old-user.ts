import * as z from 'zod/mini';
import { email, MAX_EMAIL, NewUsername, ProfileValue } from '../contract/fields';

/** A user of the old system, as `findOldUser` in old-system.ts returns it. Other fields are ignored. */
export const OldUser = z.object(
  {
    email: email(MAX_EMAIL),
    /** Whether the user has proven to own the address, with a code or a link. Users with another address are not moved. */
    emailVerified: z.boolean({ error: 'must be true or false' }),
    /** Required where users sign in with a username or the e-mail address, and this one used the address. */
    username: z.optional(NewUsername),
    /** The profile, by the names of the API, such as `givenName`. What `profileAttributes` does not list is ignored. */
    attributes: z.optional(z.record(z.string(), ProfileValue)),
  },
  { error: 'must be an object' },
);

export type OldUser = z.output<typeof OldUser>;
