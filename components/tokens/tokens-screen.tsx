'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { ListPageBones } from '@/components/ui/skeleton';
import { Card } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { NotInList } from '@/components/ui/not-in-list';
import { PageHead } from '@/components/ui/page-head';
import { EmptyState, FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import type { ApiTokenView } from '@/domain/views/api-token';
import { formatCountOf } from '@/lib/format/number';
import { tokensQuery } from '@/lib/queries/tokens';
import { useSelected } from '@/lib/use-selected';
import { MakeTokenSheet } from './make-token-sheet';
import { TokenChip } from './token-chip';
import { TokenSheet } from './token-sheet';

/** With what programs read and change this account: who made it, what it allows, when it was used last. */
export function TokensScreen() {
  const { data, error, refetch } = useQuery(tokensQuery());
  const [making, setMaking] = useState(false);
  const selected = useSelected(data?.tokens);
  if (data === undefined && error === null) return <ListPageBones />;
  const make = data !== undefined && data.givable.length > 0 && (
    <Button onClick={() => setMaking(true)}>Make a token</Button>
  );
  return (
    <>
      <PageHead
        title="API tokens"
        note={
          <>
            With a token a program does what its maker may, and never more. What programs can do here stands
            in the <Link href="/api-reference">API reference</Link>.
          </>
        }
        actions={make}
      />
      {data === undefined ? (
        <FailedState what="The API tokens could not be read." error={error} retry={() => void refetch()} />
      ) : (
        <Card
          title={data.ofEverybody ? 'Tokens of this account' : 'Your tokens'}
          note={formatCountOf(data.tokens.length, 'token', 'tokens')}
        >
          {data.tokens.length === 0 ? (
            <EmptyState title="There is no token yet." action={make} centred>
              A token lets a script or another product read people, scores and records, or do more, without
              somebody’s password. It is shown once, ends on the day you choose, and can be revoked at any
              time.
            </EmptyState>
          ) : (
            <TokensTable tokens={data.tokens} withMember={data.ofEverybody} onChoose={selected.select} />
          )}
        </Card>
      )}
      {data !== undefined && (
        <MakeTokenSheet open={making} givable={data.givable} onClose={() => setMaking(false)} />
      )}
      <TokenSheet token={making ? null : selected.item} onClose={selected.close} />
      <NotInList what="token" open={selected.isMissing && !making} onClose={selected.close} />
    </>
  );
}

function TokensTable({
  tokens,
  withMember,
  onChoose,
}: {
  tokens: readonly ApiTokenView[];
  withMember: boolean;
  onChoose: (id: string) => void;
}) {
  return (
    <div className={table.scroll}>
      <table className={`${table.table ?? ''} ${table.stacks ?? ''}`} aria-label="API tokens">
        <thead>
          <tr>
            <th scope="col">Name</th>
            {withMember && <th scope="col">Of</th>}
            <th scope="col">State</th>
            <th scope="col">Allows</th>
            <th scope="col">Last used</th>
            <th scope="col">Good until</th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id} data-opens>
              <th scope="row" data-lead>
                <button
                  type="button"
                  className={table.opener}
                  aria-haspopup="dialog"
                  data-row
                  onClick={() => onChoose(token.id)}
                >
                  {token.name}
                </button>
                <span className={table.sub}>ends in {token.ending}</span>
              </th>
              {withMember && (
                <td data-label="Of">
                  {token.member.name}
                  {token.isYours && <span className={table.soft}> (you)</span>}
                </td>
              )}
              <td data-label="State">
                <TokenChip state={token.state} />
              </td>
              <td data-label="Allows">
                {formatCountOf(token.permissions.length - token.lost.length, 'permission', 'permissions')}
                {token.lost.length > 0 && <span className={table.sub}>{token.lost.length} lost</span>}
              </td>
              <td data-label="Last used" className={table.soft}>
                {token.lastUsedAt === null ? 'never' : <Moment at={token.lastUsedAt} as="relative" />}
                {token.lastUsedFrom !== null && <span className={table.sub}>from {token.lastUsedFrom}</span>}
              </td>
              <td data-label="Good until" className={table.soft}>
                <Moment at={token.expiresAt} as="day" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
