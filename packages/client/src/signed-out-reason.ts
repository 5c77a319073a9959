/**
 * Why a session ended: `signed_out` and `signed_out_everywhere` by these calls, `password_changed` and `account_deleted` because the
 * API ended it, `refused` because the API refused to refresh it, `signed_out_in_other_tab` because the user ended it in another tab.
 */
export type SignedOutReason =
  | 'signed_out'
  | 'signed_out_everywhere'
  | 'password_changed'
  | 'account_deleted'
  | 'refused'
  | 'signed_out_in_other_tab';
