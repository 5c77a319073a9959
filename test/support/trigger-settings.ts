/** The settings that turn a trigger on, each with a value. */
export const triggerSettings = {
  allowedEmailDomains: ['example.com', 'example.org'],
} as const;
