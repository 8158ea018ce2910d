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
    <Panel tone="warn" label="Left out of the filter" className={past.past}>
      <IconFilterOff size={17} stroke={2} color="var(--p-warn)" aria-hidden />
      <span>
        <strong>Left out:</strong>{' '}
        {unread.map(({ name, value }) => `${name} “${value.slice(0, 40)}”`).join(', ')}. The address asks for
        it, and there is no such choice here. Everybody is listed whom the other filters leave.
      </span>
      <button
        type="button"
        className={past.link}
        data-steers
        onClick={() => address.set(Object.fromEntries(unread.map(({ name }) => [name, null])))}
      >
        Take it out of the address
      </button>
    </Panel>
  );
}
