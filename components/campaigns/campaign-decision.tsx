'use client';

import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { DecisionEffect } from '@/components/events/decision-effect';
import decision from '@/components/events/decision.module.css';
import { ReasonField } from '@/components/events/reason-field';
import { Approval, firstSentence } from '@/components/events/triage-form';
import { Card } from '@/components/ui/card';
import { Segmented } from '@/components/ui/segmented';
import type { Verdict } from '@/domain/dispositions/disposition';
import type { CampaignDetail } from '@/domain/views/campaign';
import { EXPIRIES, type Expiry, networkWish, VERDICT_FACTS, VERDICT_NAMES } from '@/lib/dispositions';
import { formatCountOf } from '@/lib/format/number';
import { campaignPreviewQuery, useDecideCampaign } from '@/lib/queries/campaigns';
import { previewQuery, useDecide } from '@/lib/queries/dispositions';
import { sessionQuery } from '@/lib/queries/frame';
import styles from './campaigns.module.css';

type Reach = 'events' | 'network';

/** One decision for all of a campaign: about each of its events, or about its network for everybody. */
export function CampaignDecision({ detail }: { detail: CampaignDetail }) {
  const { data: session } = useQuery(sessionQuery());
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const status = useRef<HTMLParagraphElement>(null);
  if (session?.permissions.includes('events:triage') !== true) return null;
  const close = (words: string | null) => {
    setVerdict(null);
    setSaid(words);
    // The form goes, and what had the focus with it.
    status.current?.focus();
  };
  return (
    <Card title="Decide for all of it">
      <p ref={status} tabIndex={-1} role="status" className={styles.soft}>
        {said ??
          `One verdict for ${formatCountOf(detail.total, 'event', 'events')}, or for everything from ${detail.campaign.network}.`}
      </p>
      {verdict === null ? (
        <div className={styles.row} style={{ marginTop: 10 }}>
          {VERDICT_NAMES.map((name) => (
            <Button
              key={name}
              variant="default"
              size="compact-md"
              onClick={() => {
                setSaid(null);
                setVerdict(name);
              }}
            >
              {VERDICT_FACTS[name].label}
            </Button>
          ))}
        </div>
      ) : (
        <div style={{ marginTop: 10 }}>
          <DecisionForm detail={detail} verdict={verdict} onVerdict={setVerdict} onClose={close} />
        </div>
      )}
    </Card>
  );
}

function DecisionForm({
  detail,
  verdict,
  onVerdict,
  onClose,
}: {
  detail: CampaignDetail;
  verdict: Verdict;
  onVerdict: (verdict: Verdict) => void;
  onClose: (words: string | null) => void;
}) {
  const { campaign, total } = detail;
  const [reach, setReach] = useState<Reach>(total > 0 ? 'events' : 'network');
  const [expiry, setExpiry] = useState<Expiry>('30');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  // Fixed while the form is open, so that a draft that stays the same asks the same.
  const [openedAt] = useState(() => Date.now());
  const wish =
    reach === 'network' ? networkWish({ verdict, network: campaign.network, expiry }, openedAt) : null;
  const forEvents = useQuery({
    ...campaignPreviewQuery(campaign.id, verdict),
    enabled: reach === 'events',
  });
  const forNetwork = useQuery(previewQuery(wish));
  const label = VERDICT_FACTS[verdict].label.toLowerCase();
  const decideEvents = useDecideCampaign(campaign.id, () => onClose(`Its events are marked as ${label}.`));
  const decideNetwork = useDecide(() =>
    onClose(`Proposed for ${campaign.network}. Nothing is hidden until another member approves it.`),
  );
  const preview = reach === 'events' ? forEvents : forNetwork;
  const decide = reach === 'events' ? decideEvents : decideNetwork;
  const why = reason.trim();
  const nothing = reach === 'events' && forEvents.data?.events === 0;
  const submit = () => {
    setTried(true);
    if (why === '' || decide.isPending || nothing) return;
    if (reach === 'events') decideEvents.mutate({ verdict, reason: why });
    else if (wish !== null) decideNetwork.mutate({ ...wish, reason: why });
  };
  return (
    <form
      className={decision.form}
      noValidate
      aria-label="Decide for all of it"
      onSubmit={(sent) => {
        sent.preventDefault();
        submit();
      }}
    >
      <Segmented
        label="Verdict"
        value={verdict}
        onChange={onVerdict}
        options={VERDICT_NAMES.map((value) => ({ value, label: VERDICT_FACTS[value].label }))}
      />
      <p className={decision.note}>{VERDICT_FACTS[verdict].does}</p>
      <fieldset className={decision.scopes}>
        <legend>What it covers</legend>
        <ReachChoice
          label={`Its ${formatCountOf(total, 'event', 'events')}`}
          note="and nothing that comes later"
          checked={reach === 'events'}
          off={total === 0}
          onChoose={() => setReach('events')}
        />
        <ReachChoice
          label={`Everything from ${campaign.network}`}
          note="for everybody; another member has to approve it"
          checked={reach === 'network'}
          onChoose={() => setReach('network')}
        />
      </fieldset>
      {reach === 'network' && (
        <NativeSelect
          label="Covers what occurs within"
          description="What occurred before it expires stays covered; what occurs after counts again."
          value={expiry}
          onChange={(changed) => {
            const chosen = EXPIRIES.find(({ id }) => id === changed.currentTarget.value);
            if (chosen !== undefined) setExpiry(chosen.id);
          }}
          data={EXPIRIES.filter(({ id }) => id !== 'day').map(({ id, label: words }) => ({
            value: id,
            label: words,
          }))}
        />
      )}
      <ReasonField value={reason} asked={tried} onChange={setReason} />
      {nothing ? (
        <p className={decision.note} role="status">
          Every event of it is marked so already.
        </p>
      ) : (
        preview.data !== undefined && <DecisionEffect effect={preview.data} />
      )}
      {reach === 'network' && forNetwork.data !== undefined && (
        <Approval approvers={forNetwork.data.approvers} />
      )}
      {(decide.error ?? preview.error) !== null && (
        <p className={decision.error} role="alert">
          {firstSentence(decide.error ?? preview.error ?? new Error(''))}
        </p>
      )}
      <div className={styles.row}>
        <Button type="submit" loading={decide.isPending} disabled={nothing}>
          {reach === 'network' ? 'Propose' : `Mark all as ${label}`}
        </Button>
        <Button variant="default" onClick={() => onClose(null)}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function ReachChoice({
  label,
  note,
  checked,
  off = false,
  onChoose,
}: {
  label: string;
  note: string;
  checked: boolean;
  off?: boolean;
  onChoose: () => void;
}) {
  return (
    <label className={decision.scope}>
      <input type="radio" name="reach" checked={checked} disabled={off} onChange={onChoose} />
      <span>{label}</span>
      <small>{note}</small>
    </label>
  );
}
