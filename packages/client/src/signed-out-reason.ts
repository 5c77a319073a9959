/**
 * Why a session ended: `signed_out` and `signed_out_everywhere` by these calls, `password_changed` and `account_deleted` because the
 * API ended it, `refused` because the API refused to refresh it.
 */
export type SignedOutReason =
  | 'signed_out'
  | 'signed_out_everywhere'
  | 'password_changed'
  | 'account_deleted'
  | 'refused';
