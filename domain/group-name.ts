/** What Duo appends to the name of a group that a directory sync made: `Engineering (from AD sync "example.com")`. */
const SYNC_SUFFIX = /\s*\(from [^()]*sync[^()]*\)$/i;

/** The name of a group as people know it, without the directory it came from. */
export function groupName(written: string): string {
  const short = written.replace(SYNC_SUFFIX, '').trim();
  return short === '' ? written : short;
}

/** How many groups are listed at once, those with the most people. */
export const MOST_LISTED_GROUPS = 500;
