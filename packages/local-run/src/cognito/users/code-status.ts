/** What a code is for. An invitation has a temporary password in place of a code. */
export type CodePurpose = 'signUp' | 'attribute' | 'reset' | 'invitation';

/** What came of a code: `void` means that it is not needed any more, for example because an administrator confirmed the account. */
export type CodeStatus = 'valid' | 'used' | 'replaced' | 'expired' | 'void';
