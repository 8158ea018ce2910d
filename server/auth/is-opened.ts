/**
 * Whether somebody opens the page that a request with these headers asks for, and no page that is open has it read in advance, as
 * for each link that comes into view. Whoever presses such a link is known by `note-visit`. A program that does not say how it asks
 * opens it.
 */
export function isOpened(from: Pick<Headers, 'get'>): boolean {
  return (from.get('sec-fetch-mode') ?? 'navigate') === 'navigate';
}
