'use client';

import { Button, NativeSelect, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Card } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import type { CampaignDetail, CampaignState } from '@/domain/views/campaign';
import { sentenceOf } from '@/lib/api/problem';
import { STATE_FACTS } from '@/lib/campaign-words';
import { useSetCampaign } from '@/lib/queries/campaigns';
import { sessionQuery } from '@/lib/queries/frame';
import styles from './campaigns.module.css';

const MOVES: Readonly<
  Record<CampaignState, readonly { readonly to: CampaignState; readonly label: string }[]>
> = {
  open: [
    { to: 'acknowledged', label: 'Acknowledge' },
    { to: 'closed', label: 'Close' },
  ],
  acknowledged: [
    { to: 'closed', label: 'Close' },
    { to: 'open', label: 'Open again' },
  ],
  closed: [{ to: 'open', label: 'Open again' }],
};

/** Who looks after a campaign, how far that is, and what the next one should know. */
export function CampaignCare({ campaign, members }: Pick<CampaignDetail, 'campaign' | 'members'>) {
  const { data: session } = useQuery(sessionQuery());
  const mayDecide = session?.permissions.includes('events:triage') === true;
  const set = useSetCampaign(campaign.id);
  const { owner, state } = campaign;
  const me = members.find(({ id }) => id === session?.member.id);
  const isGone = owner !== null && !members.some(({ id }) => id === owner.id);
  return (
    <Card title="Who looks after it">
      <div className={styles.form}>
        <p>
          <strong>{STATE_FACTS[state].label}</strong>
          {campaign.stateAt !== null && campaign.stateBy !== null && (
            <span className={styles.soft}>
              {' '}
              by {campaign.stateBy}, <Moment at={campaign.stateAt} as="relative" />
            </span>
          )}
        </p>
        {mayDecide ? (
          <>
            <div className={styles.row}>
              {MOVES[state].map(({ to, label }) => (
                <Button
                  key={to}
                  variant="default"
                  size="compact-md"
                  disabled={set.isPending}
                  onClick={() => set.mutate({ state: to })}
                >
                  {label}
                </Button>
              ))}
              {me !== undefined && owner?.id !== me.id && (
                <Button
                  variant="default"
                  size="compact-md"
                  disabled={set.isPending}
                  onClick={() => set.mutate({ owner: me.id })}
                >
                  Take it
                </Button>
              )}
            </div>
            <NativeSelect
              label="Owner"
              value={owner?.id ?? ''}
              disabled={set.isPending}
              onChange={(changed) => {
                const { value } = changed.currentTarget;
                set.mutate({ owner: value === '' ? null : value });
              }}
            >
              <option value="">Nobody</option>
              {isGone && <option value={owner.id}>{owner.name}</option>}
              {members.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </NativeSelect>
            <Note key={campaign.id} campaign={campaign} />
          </>
        ) : (
          <dl className={styles.facts}>
            <dt>Owner</dt>
            <dd>{owner?.name ?? 'nobody'}</dd>
            <dt>Note</dt>
            <dd>{campaign.note === '' ? 'none' : campaign.note}</dd>
          </dl>
        )}
        {set.error !== null && (
          <p className={styles.error} role="alert">
            {sentenceOf(set.error)}
          </p>
        )}
      </div>
    </Card>
  );
}

function Note({ campaign }: Pick<CampaignDetail, 'campaign'>) {
  // What is typed is kept until it is saved; what somebody else saves meanwhile shows where nothing is typed.
  const [typed, setTyped] = useState<string | null>(null);
  const set = useSetCampaign(campaign.id, () => setTyped(null));
  const note = typed ?? campaign.note;
  return (
    <form
      className={styles.form}
      aria-label="Note"
      onSubmit={(sent) => {
        sent.preventDefault();
        set.mutate({ note: note.trim() });
      }}
    >
      <Textarea
        label="Note"
        description="For whoever looks at this next."
        name="note"
        autosize
        minRows={2}
        maxLength={4000}
        value={note}
        onChange={(changed) => setTyped(changed.currentTarget.value)}
      />
      {typed !== null && typed.trim() !== campaign.note && (
        <div className={styles.row}>
          <Button type="submit" size="compact-md" loading={set.isPending}>
            Save note
          </Button>
          <Button variant="default" size="compact-md" onClick={() => setTyped(null)}>
            Cancel
          </Button>
        </div>
      )}
      {set.error !== null && (
        <p className={styles.error} role="alert">
          {sentenceOf(set.error)}
        </p>
      )}
    </form>
  );
}
