/** An e-mail. `{####}` is the code or temporary password, `{username}` the username, `{product}` the name of the product. */
export interface EmailText {
  /** Plain text, of at most 140 characters. */
  readonly subject: string;
  /** HTML. */
  readonly paragraphs: readonly string[];
}

/**
 * The e-mails that Cognito sends: `confirmation` after a sign-up, `passwordReset` after POST /forgot-password, `invitation` to a
 * user whom an administrator created, `newAddress` after PUT /me/email, and `signIn` with a code to sign in.
 */
export type EmailKind = 'confirmation' | 'passwordReset' | 'invitation' | 'newAddress' | 'signIn';

/**
 * The e-mails by language (a BCP 47 tag such as `de` or `pt-BR`), for the setting `emailLanguages`. Edit them for your product. The
 * advice to reset the password is for a person whose address another person signed up with: docs/security.md, account
 * pre-hijacking.
 */
export const emailTexts = {
  en: {
    confirmation: {
      subject: 'Your code for {product}',
      paragraphs: [
        'Your code is <strong>{####}</strong>.',
        'Enter it to confirm your e-mail address for {product}. Do not share this code.',
        'If your password is not accepted afterwards, reset it: another person may have signed up with your address.',
        'If you did not sign up, you can ignore this e-mail.',
      ],
    },
    passwordReset: {
      subject: 'Your new password for {product}',
      paragraphs: [
        'Your code is <strong>{####}</strong>.',
        'Enter it to choose a new password for {product}. Do not share this code.',
        'If you did not request a code, you can ignore this e-mail.',
      ],
    },
    invitation: {
      subject: 'Your account for {product}',
      paragraphs: [
        'An account for {product} was created for you. Your username is <strong>{username}</strong>.',
        'Sign in with the temporary password <strong>{####}</strong>. You will then be asked to choose a new password.',
      ],
    },
    newAddress: {
      subject: 'Your new e-mail address for {product}',
      paragraphs: [
        'Your code is <strong>{####}</strong>.',
        'Enter it to use this e-mail address for {product}. Do not share this code.',
        'If you did not change your address, you can ignore this e-mail.',
      ],
    },
    signIn: {
      subject: 'Your code to sign in to {product}',
      paragraphs: [
        'Your code is <strong>{####}</strong>.',
        'Enter it to sign in to {product}. Do not share this code.',
        'If you did not try to sign in, you can ignore this e-mail.',
      ],
    },
  },
  de: {
    confirmation: {
      subject: 'Ihr Code für {product}',
      paragraphs: [
        'Ihr Code lautet <strong>{####}</strong>.',
        'Geben Sie ihn ein, um Ihre E-Mail-Adresse für {product} zu bestätigen. Geben Sie den Code nicht weiter.',
        'Falls Ihr Passwort danach nicht angenommen wird, setzen Sie es zurück: Jemand anders könnte sich mit Ihrer Adresse registriert haben.',
        'Falls Sie sich nicht registriert haben, können Sie diese E-Mail ignorieren.',
      ],
    },
    passwordReset: {
      subject: 'Ihr neues Passwort für {product}',
      paragraphs: [
        'Ihr Code lautet <strong>{####}</strong>.',
        'Geben Sie ihn ein, um ein neues Passwort für {product} zu wählen. Geben Sie den Code nicht weiter.',
        'Falls Sie keinen Code angefordert haben, können Sie diese E-Mail ignorieren.',
      ],
    },
    invitation: {
      subject: 'Ihr Konto für {product}',
      paragraphs: [
        'Für Sie wurde ein Konto für {product} angelegt. Ihr Benutzername ist <strong>{username}</strong>.',
        'Melden Sie sich mit dem vorläufigen Passwort <strong>{####}</strong> an. Danach wählen Sie ein neues Passwort.',
      ],
    },
    newAddress: {
      subject: 'Ihre neue E-Mail-Adresse für {product}',
      paragraphs: [
        'Ihr Code lautet <strong>{####}</strong>.',
        'Geben Sie ihn ein, um diese E-Mail-Adresse für {product} zu verwenden. Geben Sie den Code nicht weiter.',
        'Falls Sie Ihre Adresse nicht geändert haben, können Sie diese E-Mail ignorieren.',
      ],
    },
    signIn: {
      subject: 'Ihr Code für die Anmeldung bei {product}',
      paragraphs: [
        'Ihr Code lautet <strong>{####}</strong>.',
        'Geben Sie ihn ein, um sich bei {product} anzumelden. Geben Sie den Code nicht weiter.',
        'Falls Sie sich nicht anmelden wollten, können Sie diese E-Mail ignorieren.',
      ],
    },
  },
  fr: {
    confirmation: {
      subject: 'Votre code pour {product}',
      paragraphs: [
        'Votre code est <strong>{####}</strong>.',
        'Saisissez-le pour confirmer votre adresse e-mail pour {product}. Ne communiquez ce code à personne.',
        'Si votre mot de passe est ensuite refusé, réinitialisez-le : une autre personne s’est peut-être inscrite avec votre adresse.',
        'Si vous ne vous êtes pas inscrit, vous pouvez ignorer cet e-mail.',
      ],
    },
    passwordReset: {
      subject: 'Votre nouveau mot de passe pour {product}',
      paragraphs: [
        'Votre code est <strong>{####}</strong>.',
        'Saisissez-le pour choisir un nouveau mot de passe pour {product}. Ne communiquez ce code à personne.',
        'Si vous n’avez pas demandé de code, vous pouvez ignorer cet e-mail.',
      ],
    },
    invitation: {
      subject: 'Votre compte pour {product}',
      paragraphs: [
        'Un compte pour {product} a été créé pour vous. Votre nom d’utilisateur est <strong>{username}</strong>.',
        'Connectez-vous avec le mot de passe provisoire <strong>{####}</strong>. Vous choisirez ensuite un nouveau mot de passe.',
      ],
    },
    newAddress: {
      subject: 'Votre nouvelle adresse e-mail pour {product}',
      paragraphs: [
        'Votre code est <strong>{####}</strong>.',
        'Saisissez-le pour utiliser cette adresse e-mail pour {product}. Ne communiquez ce code à personne.',
        'Si vous n’avez pas changé d’adresse, vous pouvez ignorer cet e-mail.',
      ],
    },
    signIn: {
      subject: 'Votre code de connexion à {product}',
      paragraphs: [
        'Votre code est <strong>{####}</strong>.',
        'Saisissez-le pour vous connecter à {product}. Ne communiquez ce code à personne.',
        'Si vous n’avez pas essayé de vous connecter, vous pouvez ignorer cet e-mail.',
      ],
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<EmailKind, EmailText>>>>;
