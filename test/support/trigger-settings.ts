import { stageFromContext } from '../../lib/stages/stages';

/** The settings that turn a trigger on, each with a value. */
export const triggerSettings = {
  allowedEmailDomains: ['example.com', 'example.org'],
  accessTokenScopes: [
    // Routes of the product may need them.
    ...stageFromContext({}).accessTokenScopes,
    { scope: 'test/write', group: 'admins' },
    { scope: 'test/export', attribute: 'custom:test_plan', value: 'pro' },
  ],
  emailLanguages: ['de', 'fr'],
};

/** Settings with which each trigger is on. */
export const allTriggers = { ...triggerSettings, sender: { address: 'no-reply@example.com' } };
