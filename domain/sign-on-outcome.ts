/** Why a single sign-on let nobody in, and what to say of it. Closed: the sign-in page is told one of these words. */
export const SIGN_ON_PROBLEMS = {
  unknown:
    'No single sign-on is set up for this e-mail address, or its domain is not proven yet. Sign in with your password, or ask an administrator.',
  unreachable:
    'Your identity provider does not answer as it should. Try again; an administrator sees why in the log.',
  expired: 'This sign-in took too long, or was begun in another window. Begin again.',
  refused:
    'What your identity provider said was not accepted. Begin again; an administrator sees why in the log.',
  unverified:
    'Your identity provider does not say that your e-mail address is verified, or it is of another organisation.',
  unproven:
    'The domain of your e-mail address is not proven to be your organisation’s, so its single sign-on does not count for you. Sign in with your password, or ask an administrator.',
  'no-group': 'None of your groups has a role in Parapet. Ask an administrator to map one.',
  elsewhere:
    'Your e-mail address is of a member of another account. Ask an administrator for an invitation first.',
  taken:
    'Your identity provider knows you as somebody other than the member with your e-mail address. Ask an administrator: under Members they unlink that member, where it is you, or take them out and invite you.',
  removed:
    'You are not a member of this account any more, or your e-mail address was a former member’s. Ask an administrator to invite you: single sign-on lets you in then.',
  more: 'Your role in Parapet allows more than your identity provider can give. Sign in with your password, or ask an administrator.',
  off: 'Your access is switched off. Ask an administrator of your account.',
} as const;

export type SignOnProblem = keyof typeof SIGN_ON_PROBLEMS;

/** The sentence for a word of an address; whatever else stands there, that it did not go through. */
export function signOnSentence(word: string): string {
  return (
    Object.entries(SIGN_ON_PROBLEMS).find(([problem]) => problem === word)?.[1] ?? SIGN_ON_PROBLEMS.refused
  );
}
