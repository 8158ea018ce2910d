import { IconFilterOff } from '@tabler/icons-react';
import { Panel } from '@/components/ui/card';
import past from '@/components/ui/past.module.css';
import { useAddress } from '@/lib/address';
import { unreadFilters } from '@/lib/queries/people';

/** Says that an address asks for what is no filter, so that nobody takes the list for a narrower one. */
export function UnreadFilters() {
  const address = useAddress();
  const unread = unreadFilters(address.get);
  if (unread.length === 0) return null;
  return (
    <Panel tone="warn" label="Filters left out" className={past.past}>
      <IconFilterOff size={17} stroke={2} color="var(--p-warn)" aria-hidden />
      <span>
        <strong>A filter of the address is left out:</strong>{' '}
        {unread.map(({ name, value }) => `${name} “${value.slice(0, 40)}”`).join(', ')} is none of the
        choices. Everybody is listed whom the other filters leave.
      </span>
      <button
        type="button"
        className={past.link}
        data-steers
        onClick={() => address.set(Object.fromEntries(unread.map(({ name }) => [name, null])))}
      >
        Leave it out
      </button>
    </Panel>
  );
}
