/** The first factors of choice-based sign-in, in the order of AWS's examples. SMS is not emulated. */
export const firstFactorNames = ['PASSWORD_SRP', 'PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'] as const;

/** A first factor, and the name of its challenge. */
export type FirstFactor = (typeof firstFactorNames)[number];
