const HERE = 'http://parapet.invalid';

/**
 * A path of Parapet to go on to after signing in, or the fallback: never another site, however it is spelled.
 * @param wanted what stood in the address of the page, in whatever shape
 */
export function localPathOr(wanted: unknown, fallback: string): string {
  if (typeof wanted !== 'string' || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(wanted)) return fallback;
  if (!URL.canParse(wanted, HERE)) return fallback;
  const { origin, pathname, search } = new URL(wanted, HERE);
  // Dots are resolved by now: "/..//elsewhere" has become "//elsewhere", another site.
  if (origin !== HERE || pathname.startsWith('//') || /^\/(api|sign-in|setup)(\/|$)/.test(pathname))
    return fallback;
  return `${pathname}${search}`;
}
