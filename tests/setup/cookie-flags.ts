/** What a cookie of Parapet always has: a name that ties it to this origin, and no page or other site that gets at it. */
const FLAGS = [
  /^__Host-[\w.-]+=/,
  /; Path=\/(;|$)/i,
  /; Secure(;|$)/i,
  /; HttpOnly(;|$)/i,
  /; SameSite=(Lax|Strict)(;|$)/i,
];

/** The cookies of an answer that lack a flag, or that go to other hosts as well; an answer without any is one. */
export function unguarded(answer: { readonly headers: Headers }): readonly string[] {
  const cookies = answer.headers.getSetCookie();
  if (cookies.length === 0) return ['no cookie at all'];
  return cookies.filter((cookie) => /; Domain=/i.test(cookie) || !FLAGS.every((flag) => flag.test(cookie)));
}
