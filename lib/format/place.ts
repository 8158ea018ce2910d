/** "Lagos, NG", or what is known of it; null when nothing is. */
export function formatPlace(place: {
  readonly city: string | null;
  readonly country: string | null;
}): string | null {
  const known = [place.city, place.country].filter((part) => part !== null && part !== '');
  return known.length === 0 ? null : known.join(', ');
}

/** Groups as people call them: without the note of where they are synchronised from, at most `most` of them. */
export function formatGroups(groups: readonly string[], most = Infinity): string {
  const names = groups.map((group) => group.replace(/ \(from .{1,40} sync .*\)$/, ''));
  const more = names.length > most ? ` +${names.length - most}` : '';
  return `${names.slice(0, most).join(', ')}${more}`;
}

/** Two letters for a person's badge: of first and last name, else of the one name. */
export function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/[\s._-]+/)
    .filter((word) => word !== '');
  const first = words[0] ?? '?';
  const last = words.at(-1) ?? first;
  const letters =
    words.length > 1
      ? `${Array.from(first)[0] ?? ''}${Array.from(last)[0] ?? ''}`
      : Array.from(first).slice(0, 2).join('');
  return letters.toUpperCase();
}
