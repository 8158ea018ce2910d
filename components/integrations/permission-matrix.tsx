import { IconAlertTriangle, IconCheck, IconInfoCircle, IconMinus, IconX } from '@tabler/icons-react';
import table from '@/components/ui/table.module.css';
import { type PermissionRow, refusedStreams, unusedPermissions } from '@/lib/stream-choices';
import styles from './connect.module.css';

const SIZE = { size: 16, stroke: 2.1, 'aria-hidden': true } as const;

const FOUND: Readonly<Record<PermissionRow['found'], string>> = {
  granted: 'Granted',
  refused: 'Refused',
  unknown: 'Not tested',
};

/** What each stream needs to be allowed, what was found, and what follows from both. */
export function PermissionMatrix({ rows }: { rows: readonly PermissionRow[] }) {
  const refused = refusedStreams(rows);
  const notNeeded = refused.filter(({ optional }) => optional);
  const needed = refused.filter(({ optional }) => !optional);
  const unused = unusedPermissions(rows);
  return (
    <>
      <div>
        <h3 className={styles.matrixTitle}>What the key may read</h3>
        <div className={table.scroll}>
          <table className={`${table.table ?? ''} ${table.stacks ?? ''}`} aria-label="Permissions found">
            <thead>
              <tr>
                <th scope="col">Stream</th>
                <th scope="col">Needs</th>
                <th scope="col">Found</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ stream, on, found }) => (
                <tr key={stream.id}>
                  <th scope="row" data-lead>
                    {stream.label}
                    {!on && <span className={table.sub}>off</span>}
                  </th>
                  <td data-label="Needs" className={table.soft}>
                    {stream.permission}
                  </td>
                  <td data-label="Found">
                    <span className={styles.found} data-found={found}>
                      <FoundIcon found={found} />
                      {FOUND[found]}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
      {needed.length > 0 && (
        <p className={styles.word}>
          <IconAlertTriangle size={18} stroke={1.9} aria-hidden />
          <span>
            <strong>{listOf(needed.map(({ label }) => label))}</strong> {needed.length === 1 ? 'is' : 'are'}{' '}
            refused, and should work. Allow it at the vendor, or switch it off here. Saved as it is, the page
            says Action required there, and the other streams are read.
          </span>
        </p>
      )}
      {notNeeded.length > 0 && (
        <p className={styles.word} data-tone="quiet">
          <IconInfoCircle size={18} stroke={1.9} aria-hidden />
          <span>
            <strong>{listOf(notNeeded.map(({ label }) => label))}</strong>{' '}
            {notNeeded.length === 1 ? 'is refused for now. It' : 'are refused for now. They'} can be saved all
            the same: everything else works without, the page says Not available, and the vendor is asked
            again every day.
          </span>
        </p>
      )}
      {unused.length > 0 && (
        <p className={styles.word}>
          <IconAlertTriangle size={18} stroke={1.9} aria-hidden />
          <span>
            <strong>The key can do more than it needs.</strong>{' '}
            {unused.map(
              ({ permission, streams }) =>
                `${permission} is granted, and ${listOf(streams)} ${streams.length === 1 ? 'is' : 'are'} off here. `,
            )}
            Take the permission away at the vendor, or switch the stream on: a key that leaks then gives less
            away.
          </span>
        </p>
      )}
    </>
  );
}

function FoundIcon({ found }: Pick<PermissionRow, 'found'>) {
  if (found === 'granted') return <IconCheck {...SIZE} />;
  return found === 'refused' ? <IconX {...SIZE} /> : <IconMinus {...SIZE} />;
}

function listOf(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
