'use client';

import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState, type KeyboardEvent } from 'react';
import { LeaveGuard } from '@/components/ui/leave-guard';
import { Segmented } from '@/components/ui/segmented';
import type { ScopeName, Verdict } from '@/domain/dispositions/disposition';
import { parseNetwork } from '@/domain/network';
import type { Decided } from '@/domain/views/disposition';
import type { EventRow } from '@/domain/views/person';
import { Problem, sentenceOf } from '@/lib/api/problem';
import { useZone } from '@/lib/clock';
import {
  type DecisionDraft,
  EXPIRIES,
  firstDraft,
  networksAround,
  VERDICT_FACTS,
  VERDICT_NAMES,
  wishOf,
} from '@/lib/dispositions';
import { fromLocalInput } from '@/lib/format/local-input';
import { previewQuery, useDecide } from '@/lib/queries/dispositions';
import { DecisionEffect } from './decision-effect';
import styles from './decision.module.css';
import { ReasonField } from './reason-field';

/** Chooses a verdict, what it covers, for how long and why; shows what that does before it is done. */
export function TriageForm({
  event,
  addresses,
  verdict,
  onDone,
  onCancel,
}: {
  event: EventRow;
  /** From how many addresses the event's sign-ins came. */
  addresses: number;
  verdict: Verdict;
  onDone: (decided: Decided) => void;
  onCancel: () => void;
}) {
  const [draft, setDraft] = useState(() => firstDraft(verdict, event));
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  // Fixed while the form is open, so that a draft that stays the same asks the same.
  const [openedAt] = useState(() => Date.now());
  const put = (changes: Partial<DecisionDraft>) => setDraft((before) => ({ ...before, ...changes }));
  const wish = wishOf(draft, event, openedAt);
  const preview = useQuery(previewQuery(useDeferredValue(wish)));
  const decide = useDecide(onDone);
  const wide = draft.scope === 'network' || draft.scope === 'application';
  const noReason = reason.trim() === '';
  const submit = () => {
    setTried(true);
    if (wish !== null && !noReason && !decide.isPending) decide.mutate({ ...wish, reason: reason.trim() });
  };
  const onKeyDown = (pressed: KeyboardEvent) => {
    if (pressed.key !== 'Enter' || !(pressed.ctrlKey || pressed.metaKey)) return;
    pressed.preventDefault();
    submit();
  };
  return (
    <>
      <LeaveGuard
        unsaved={!noReason && !decide.isSuccess}
        lost="The reason that you have typed for this decision is kept nowhere and would be lost."
      />
      <form
        className={styles.form}
        noValidate
        aria-label="Decide"
        onKeyDown={onKeyDown}
        onSubmit={(sent) => {
          sent.preventDefault();
          submit();
        }}
      >
        <Segmented
          label="Verdict"
          value={draft.verdict}
          onChange={(value) => put({ verdict: value })}
          options={VERDICT_NAMES.map((value) => ({ value, label: VERDICT_FACTS[value].label }))}
        />
        <p className={styles.note}>{VERDICT_FACTS[draft.verdict].does}</p>
        <ScopeChoice event={event} addresses={addresses} draft={draft} put={put} />
        {draft.scope === 'network' && <NetworkField event={event} draft={draft} put={put} tried={tried} />}
        {wide && (
          <Checkbox
            label={`Only ${event.label}`}
            checked={draft.kindOnly}
            onChange={(changed) => put({ kindOnly: changed.currentTarget.checked })}
          />
        )}
        {draft.scope !== 'event' && <ExpiryField draft={draft} put={put} />}
        <ReasonField value={reason} asked={tried} onChange={setReason} />
        {preview.data !== undefined && wish !== null && (
          <>
            <DecisionEffect effect={preview.data} />
            {preview.data.needsApproval && <Approval approvers={preview.data.approvers} />}
          </>
        )}
        {preview.error !== null && wish !== null && (
          <p className={styles.error} role="alert">
            {firstSentence(preview.error)}
          </p>
        )}
        {decide.error !== null && (
          <p className={styles.error} role="alert">
            {firstSentence(decide.error)}
          </p>
        )}
        <div className={styles.row}>
          <Button type="submit" loading={decide.isPending}>
            {wide ? 'Propose' : `Mark as ${VERDICT_FACTS[draft.verdict].label.toLowerCase()}`}
          </Button>
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        </div>
      </form>
    </>
  );
}

interface Part {
  readonly event: EventRow;
  readonly draft: DecisionDraft;
  readonly put: (changes: Partial<DecisionDraft>) => void;
}

function ScopeChoice({ event, addresses, draft, put }: Part & { readonly addresses: number }) {
  const oneOf = addresses > 1 ? `one of its ${addresses} addresses; ` : '';
  const scopes: readonly { scope: ScopeName; label: string; note: string; off?: boolean }[] = [
    { scope: 'event', label: 'This event', note: 'and nothing else' },
    {
      scope: 'person_kind',
      label: `${event.label}, for ${event.person.name}`,
      note: 'what is known, and what comes',
    },
    {
      scope: 'network',
      label: event.from.ip === null ? 'Its network' : `Everything from ${event.from.ip}, or its network`,
      note:
        event.from.ip === null
          ? 'No address is recorded.'
          : `${oneOf}for everybody; another member has to approve it`,
      off: event.from.ip === null,
    },
    {
      scope: 'application',
      label: event.application === null ? 'Its application' : `Everything at ${event.application}`,
      note:
        event.application === null
          ? 'No application is recorded.'
          : 'for everybody; another member has to approve it',
      off: event.application === null,
    },
  ];
  return (
    <fieldset className={styles.scopes}>
      <legend>What it covers</legend>
      {scopes.map(({ scope, label, note, off = false }) => (
        <label key={scope} className={styles.scope}>
          <input
            type="radio"
            name="scope"
            checked={draft.scope === scope}
            disabled={off}
            onChange={() => put({ scope })}
          />
          <span>{label}</span>
          <small>{note}</small>
        </label>
      ))}
    </fieldset>
  );
}

function NetworkField({ event, draft, put, tried }: Part & { tried: boolean }) {
  const wrong = parseNetwork(draft.network) === null;
  return (
    <div className={styles.part}>
      <TextInput
        label="Address or network"
        name="network"
        required
        value={draft.network}
        error={
          wrong && (tried || draft.network.includes('/')) ? 'Write 198.51.100.7 or 198.51.100.0/24.' : null
        }
        onChange={(changed) => put({ network: changed.currentTarget.value })}
      />
      <div className={styles.row} role="group" aria-label="Networks">
        {networksAround(event.from.ip).map((network) => (
          <Button key={network} size="compact-sm" variant="default" onClick={() => put({ network })}>
            {network}
          </Button>
        ))}
      </div>
    </div>
  );
}

function ExpiryField({ draft, put }: Omit<Part, 'event'>) {
  const zone = useZone();
  const [typed, setTyped] = useState('');
  return (
    <div className={styles.part}>
      <NativeSelect
        label="Covers what occurs within"
        description="What occurred before it expires stays covered; what occurs after counts again."
        value={draft.expiry}
        onChange={(changed) => {
          const chosen = EXPIRIES.find(({ id }) => id === changed.currentTarget.value);
          if (chosen !== undefined) put({ expiry: chosen.id });
        }}
        data={EXPIRIES.map(({ id, label }) => ({ value: id, label }))}
      />
      {draft.expiry === 'day' && (
        <TextInput
          type="datetime-local"
          label={`Until, in ${zone}`}
          name="expiresAt"
          required
          value={typed}
          error={draft.until === null ? 'Choose when it expires.' : null}
          onChange={(changed) => {
            setTyped(changed.currentTarget.value);
            put({ until: fromLocalInput(changed.currentTarget.value, zone) });
          }}
        />
      )}
    </div>
  );
}

/** That others have to approve what reaches everybody, and whether anybody can. */
export function Approval({ approvers }: { approvers: number }) {
  return (
    <p className={styles.note}>
      Nothing is hidden until another member approves it.
      {approvers === 0
        ? ' Nobody else in this account may: an administrator or analyst has to be added first.'
        : ` ${approvers === 1 ? 'One other member' : `${approvers} other members`} may.`}
    </p>
  );
}

/** What is wrong with what was typed, or with the answer. */
export function firstSentence(error: Error): string {
  if (error instanceof Problem) return error.fields[0]?.message ?? error.message;
  return sentenceOf(error);
}
