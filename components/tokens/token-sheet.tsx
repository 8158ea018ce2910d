'use client';

import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import members from '@/components/members/members.module.css';
import { Moment } from '@/components/ui/moment';
import { Sheet } from '@/components/ui/sheet';
import { ALL_PERMISSIONS, PERMISSIONS } from '@/domain/permissions';
import type { ApiTokenView } from '@/domain/views/api-token';
import { sentenceOf } from '@/lib/api/problem';
import { useRevokeToken } from '@/lib/queries/tokens';
import { TokenChip } from './token-chip';
import styles from './tokens.module.css';

/** One token: what it allows, its use, and a way to take it back. */
export function TokenSheet({ token, onClose }: { token: ApiTokenView | null; onClose: () => void }) {
  return (
    <Sheet open={token !== null} onClose={onClose} title={token?.name ?? ''} side="right">
      {token !== null && (
        <div className={members.form}>
          <dl className={members.facts}>
            <Fact label="State">
              <TokenChip state={token.state} />
            </Fact>
            <Fact label="Of">
              {token.member.name}
              {token.isYours && ' (you)'}
            </Fact>
            <Fact label="Ends in">
              <code>{token.ending}</code>
            </Fact>
            <Fact label="Made">
              <Moment at={token.madeAt} />
            </Fact>
            <Fact label="Good until">
              <Moment at={token.expiresAt} />
            </Fact>
            <Fact label="Last used">
              {token.lastUsedAt === null ? 'never' : <Moment at={token.lastUsedAt} />}
              {token.lastUsedFrom !== null && `from ${token.lastUsedFrom}`}
            </Fact>
            {token.revokedAt !== null && (
              <Fact label="Revoked">
                <Moment at={token.revokedAt} /> by {token.revokedBy ?? 'somebody'}
              </Fact>
            )}
          </dl>
          <section className={members.part} aria-label="What it allows">
            <ul className={styles.permissions}>
              {ALL_PERMISSIONS.filter((one) => token.permissions.includes(one)).map((permission) => (
                <li key={permission} data-lost={token.lost.includes(permission) || undefined}>
                  {PERMISSIONS[permission]}
                  {token.lost.includes(permission) && (
                    <span className={styles.lost}>Not any more: its member may no longer do this.</span>
                  )}
                </li>
              ))}
            </ul>
          </section>
          {token.mayRevoke && token.state !== 'expired' && <RevokePart token={token} />}
        </div>
      )}
    </Sheet>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function RevokePart({ token }: { token: ApiTokenView }) {
  const revoke = useRevokeToken(token.id);
  const [asking, setAsking] = useState(false);
  return (
    <section className={members.part} aria-label="Revoke">
      {asking ? (
        <>
          <p>
            Whatever uses {token.name} is refused from this moment on
            {token.lastUsedAt === null ? '. It has never been used' : ''}. A revoked token never works again.
          </p>
          <div className={members.row}>
            <Button color="red" loading={revoke.isPending} onClick={() => revoke.mutate(undefined)}>
              Revoke it for good
            </Button>
            <Button variant="default" onClick={() => setAsking(false)}>
              Cancel
            </Button>
          </div>
        </>
      ) : (
        <div className={members.row}>
          <Button variant="default" onClick={() => setAsking(true)}>
            Revoke
          </Button>
        </div>
      )}
      {revoke.error !== null && (
        <p className={members.error} role="alert">
          {sentenceOf(revoke.error)}
        </p>
      )}
    </section>
  );
}
