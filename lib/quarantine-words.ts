import type { TriedAgain } from '@/domain/views/quarantine';
import { formatCountOf } from '@/lib/format/number';

/** What came of trying again, in one or two sentences. */
export function triedWords({ read, added, tooOld, unreadable, detail }: TriedAgain): string {
  if (read + tooOld + unreadable === 0) return 'There was nothing left to try.';
  const said = [
    read === 0
      ? 'Nothing could be read.'
      : `${formatCountOf(read, 'record was', 'records were')} read and left the quarantine; ${formatCountOf(added, 'signal is', 'signals are')} new.`,
    unreadable === 0
      ? null
      : `${formatCountOf(unreadable, 'record', 'records')} still cannot be read${detail === null ? '.' : `: ${detail}`}`,
    tooOld === 0
      ? null
      : `${formatCountOf(tooOld, 'record is', 'records are')} readable, but from before the integration was enabled, and stay.`,
  ];
  return said.filter((part) => part !== null).join(' ');
}
