'use client';

import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import forms from '@/components/ui/form.module.css';
import { Segmented } from '@/components/ui/segmented';
import { BAND_FACTS } from '@/domain/bands';
import { EVENT_CATALOGUE, EVENT_GROUP_LABELS, EVENT_GROUPS } from '@/domain/event-catalogue';
import {
  FEED_CHANGES,
  isAboutPeople,
  PERMISSION_OF_KIND,
  TOLD_BANDS,
  TOLD_KINDS,
  TOLD_SCORES,
  TRIGGER_KINDS,
} from '@/domain/notifications/terms';
import type { NotificationRules, NotificationRuleView } from '@/domain/views/notification';
import { faultsOf } from '@/lib/api/problem';
import { useZone } from '@/lib/clock';
import { useSaveRule } from '@/lib/queries/notifications';
import {
  draftOf,
  FEED_CHANGE_LABELS,
  type RuleDraft,
  SCORE_LABELS,
  TRIGGER_LABELS,
  wishOf,
} from '@/lib/rule-draft';
import { AboutFields } from './about-fields';
import styles from './notifications.module.css';
import { ReceiverFields } from './receiver-fields';
import { RulePreviewPart } from './rule-preview';
import { turned } from './turned-choice';

const FIELDS = ['name', 'trigger', 'about', 'receivers', 'pace'] as const;

/** Makes a notification rule, or changes one: what, for whom, to whom and how often. */
export function RuleForm({
  rule,
  begun,
  view,
  permissions,
  onType,
  onDone,
}: {
  rule: NotificationRuleView | null;
  begun: RuleDraft;
  view: NotificationRules;
  permissions: readonly string[];
  onType: () => void;
  onDone: () => void;
}) {
  const zone = useZone();
  const open = TRIGGER_KINDS.filter((kind) => permissions.includes(PERMISSION_OF_KIND[kind]));
  const [draft, setDraft] = useState<RuleDraft>(() => {
    if (rule !== null) return draftOf(rule);
    return open.includes(begun.on) ? begun : { ...begun, on: open[0] ?? begun.on };
  });
  const save = useSaveRule(rule?.id ?? null);
  const faults = faultsOf(save.error, FIELDS);
  const nameField = useRef<HTMLInputElement>(null);
  const put = (change: Partial<RuleDraft>) => {
    setDraft({ ...draft, ...change });
    onType();
  };
  return (
    <form
      className={forms.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (save.isPending) return;
        save.mutate(wishOf(draft, zone), {
          onSuccess: onDone,
          onError: (error) => {
            if (faultsOf(error, FIELDS).of('name') !== null) nameField.current?.focus();
          },
        });
      }}
    >
      <TextInput
        label="Name"
        description="What it is known by, in lists and in letters."
        autoComplete="off"
        maxLength={80}
        ref={nameField}
        error={faults.of('name')}
        value={draft.name}
        onChange={(event) => put({ name: event.currentTarget.value })}
      />
      <NativeSelect
        label="What happens"
        data={open.map((kind) => ({ value: kind, label: TRIGGER_LABELS[kind] }))}
        value={draft.on}
        onChange={(event) => {
          const on = open.find((kind) => kind === event.currentTarget.value);
          if (on !== undefined) put({ on });
        }}
      />
      <TriggerFields draft={draft} put={put} />
      <Fault says={faults.of('trigger')} />
      {isAboutPeople(draft.on) && <AboutFields draft={draft} put={put} />}
      <Fault says={faults.of('about')} />
      <ReceiverFields draft={draft} put={put} view={view} />
      <Fault says={faults.of('receivers')} />
      <fieldset className={styles.fields}>
        <legend>How often</legend>
        <Segmented
          label="How often"
          value={draft.every}
          options={[
            { value: 'once', label: 'At once' },
            { value: 'hour', label: 'Each hour' },
            { value: 'day', label: 'Each day' },
          ]}
          onChange={(every) => put({ every })}
        />
        {draft.every === 'day' && (
          <NativeSelect
            label="At"
            description={`In your time zone, ${zone}: an account has none of its own.`}
            data={Array.from({ length: 24 }, (_, hour) => ({
              value: String(hour),
              label: `${String(hour).padStart(2, '0')}:00`,
            }))}
            value={String(draft.hour)}
            onChange={(event) => put({ hour: Number(event.currentTarget.value) })}
          />
        )}
        <p className={forms.note}>
          {draft.every === 'once'
            ? 'After three notifications within ten minutes, what comes next is gathered into one that says how many.'
            : 'What happens is gathered into one notification that says how many. Where nothing happens, none is sent.'}
        </p>
      </fieldset>
      <Fault says={faults.of('pace')} />
      <RulePreviewPart draft={draft} zone={zone} />
      <Fault says={faults.whole} />
      <div className={forms.row}>
        <Button type="submit" loading={save.isPending}>
          {rule === null ? 'Make the rule' : 'Save'}
        </Button>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

/** What is wrong with the part above it. */
function Fault({ says }: { says: string | null }) {
  if (says === null) return null;
  return (
    <p className={forms.error} role="alert">
      {says}
    </p>
  );
}

function TriggerFields({ draft, put }: { draft: RuleDraft; put: (change: Partial<RuleDraft>) => void }) {
  switch (draft.on) {
    case 'band':
      return (
        <fieldset className={styles.fields}>
          <legend>Score and bands</legend>
          <Segmented
            label="Score"
            value={draft.score}
            options={TOLD_SCORES.map((score) => ({ value: score, label: SCORE_LABELS[score] }))}
            onChange={(score) => put({ score })}
          />
          <div className={styles.choices}>
            {TOLD_BANDS.map((band) => (
              <Checkbox
                key={band}
                label={BAND_FACTS[band].label}
                checked={draft.bands.includes(band)}
                onChange={() => put({ bands: turned(TOLD_BANDS, draft.bands, band) })}
              />
            ))}
          </div>
          <p className={forms.note}>
            {draft.score === 'attack_factor'
              ? 'Told when new events lift somebody. A change of policy, criticality or a decision is no attack, and time alone lifts nobody.'
              : 'Told when posture or an import lifts somebody. Somebody’s first score is not told.'}
          </p>
        </fieldset>
      );
    case 'event':
      return (
        <fieldset className={styles.fields}>
          <legend>Which events</legend>
          <div className={styles.choices}>
            {EVENT_GROUPS.map((group) => (
              <Checkbox
                key={group}
                label={`All of ${EVENT_GROUP_LABELS[group]}`}
                checked={draft.groups.includes(group)}
                onChange={() => put({ groups: turned(EVENT_GROUPS, draft.groups, group) })}
              />
            ))}
          </div>
          <details open={draft.kinds.length > 0}>
            <summary>Single kinds</summary>
            <div className={styles.columns}>
              {TOLD_KINDS.map((kind) => (
                <Checkbox
                  key={kind}
                  label={EVENT_CATALOGUE[kind].label}
                  checked={draft.kinds.includes(kind) || draft.groups.includes(EVENT_CATALOGUE[kind].group)}
                  disabled={draft.groups.includes(EVENT_CATALOGUE[kind].group)}
                  onChange={() => put({ kinds: turned(TOLD_KINDS, draft.kinds, kind) })}
                />
              ))}
            </div>
          </details>
          <Checkbox
            label="Only where somebody got in"
            checked={draft.gotIn}
            onChange={(event) => put({ gotIn: event.currentTarget.checked })}
          />
        </fieldset>
      );
    case 'feed':
      return (
        <fieldset className={styles.fields}>
          <legend>Which changes</legend>
          {FEED_CHANGES.map((change) => (
            <Checkbox
              key={change}
              label={FEED_CHANGE_LABELS[change]}
              checked={draft.changes.includes(change)}
              onChange={() => put({ changes: turned(FEED_CHANGES, draft.changes, change) })}
            />
          ))}
          <p className={forms.note}>
            Of every integration. What somebody pauses or disables is no change. Where no worker runs nothing
            is told: every page says so then.
          </p>
        </fieldset>
      );
    case 'campaign':
      return <p className={forms.note}>Told when it begins, with whether they got in.</p>;
    case 'system':
      return (
        <p className={forms.note}>
          A new administrator, a changed policy, a viewed secret key and their like: about the account, and
          nobody in it.
        </p>
      );
  }
}
