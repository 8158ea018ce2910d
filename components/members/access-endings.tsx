'use client';

import { useQuery } from '@tanstack/react-query';
import { Bone, Loading } from '@/components/ui/skeleton';
import { FailedState } from '@/components/ui/states';
import type { MemberEndings, MemberView } from '@/domain/views/members';
import { formatCountOf } from '@/lib/format/number';
import { memberEndingsQuery } from '@/lib/queries/members';

/** What ends with a member's access: here, and at customers that they were let into from here. */
export function AccessEndings({ member }: { member: Pick<MemberView, 'id' | 'name'> }) {
  const { data, error, refetch } = useQuery(memberEndingsQuery(member.id));
  if (data === undefined)
    return error === null ? (
      <Loading>
        <Bone width="100%" height={24} />
      </Loading>
    ) : (
      <FailedState what="What would end could not be read." error={error} retry={() => void refetch()} />
    );
  const { customers } = data;
  return (
    <>
      <p>{endWords(data)}</p>
      {customers.length > 0 && (
        <>
          <p>
            {member.name} loses{' '}
            {formatCountOf(customers.length, 'account of a customer', 'accounts of customers')} with it, as
            they were let in there from here:
          </p>
          <ul>
            {customers.map((customer) => (
              <li key={customer.name}>
                {customer.name}: {endWords(customer)}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function endWords({ sessions, tokens }: Pick<MemberEndings, 'sessions' | 'tokens'>): string {
  if (sessions === 0 && tokens === 0) return 'No session or API token of theirs is open.';
  const parts = [
    ...(sessions === 0 ? [] : [formatCountOf(sessions, 'session', 'sessions')]),
    ...(tokens === 0 ? [] : [formatCountOf(tokens, 'API token', 'API tokens')]),
  ];
  return `${parts.join(' and ')} of theirs ${sessions + tokens === 1 ? 'ends' : 'end'} at once.`;
}
