'use client';

import { Button, TextInput } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import { Panel } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { Segmented } from '@/components/ui/segmented';
import type { Profile } from '@/domain/views/person';
import { useAddress } from '@/lib/address';
import { useNow, useZone } from '@/lib/clock';
import { fromLocalInput, toLocalInput } from '@/lib/format/local-input';
import styles from './people.module.css';

/** A way to see the profile as it was at another moment; which one is in the address. */
export function ChooseMoment({ profile }: { profile: Profile }) {
  const [open, setOpen] = useState(false);
  if (!open)
    return (
      <Button
        variant="default"
        size="compact-md"
        leftSection={<IconHistory size={15} stroke={2} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {profile.asOf === null ? 'As of another moment' : 'Another moment'}
      </Button>
    );
  return <MomentForm profile={profile} onClose={() => setOpen(false)} />;
}

function MomentForm({ profile, onClose }: { profile: Profile; onClose: () => void }) {
  const address = useAddress();
  const zone = useZone();
  const now = useNow();
  const [text, setText] = useState(() => toLocalInput(Date.parse(profile.at), zone));
  const [asked, setAsked] = useState(false);
  const at = fromLocalInput(text, zone);
  const fault =
    at === null
      ? 'Choose a day and a time.'
      : at > now
        ? 'This moment is yet to come. Choose one that has been.'
        : null;
  return (
    <form
      className={styles.moment}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (at === null || fault !== null) return;
        address.set({ at: new Date(at).toISOString(), event: null }, 'push');
        onClose();
      }}
    >
      <TextInput
        type="datetime-local"
        label={`As of, in ${zone}`}
        name="at"
        autoFocus
        value={text}
        error={asked ? fault : null}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit">Show</Button>
      <Button variant="default" onClick={onClose}>
        Cancel
      </Button>
    </form>
  );
}

/** Says that the past is shown, of what, and the way back. */
export function PastPanel({ profile }: { profile: Profile }) {
  const address = useAddress();
  const { asOf, reading, policy, person, forgotten } = profile;
  if (asOf === null) return null;
  return (
    <Panel tone="warn" label="The past is shown" className={styles.past}>
      <IconHistory size={17} stroke={2} color="var(--p-warn)" aria-hidden />
      <span>
        <strong>
          The past is shown: <Moment at={asOf} />.
        </strong>{' '}
        {Date.parse(person.firstSeenAt) > Date.parse(asOf)
          ? `No record of ${person.name} had been read. `
          : reading === 'hindsight'
            ? `Score, waterfall and events are by what is known of it now: what came late is there, what was decided since holds, with the criticality and groups of today. The policy is the one of then (${policy.number}). `
            : `Score, waterfall and events are as they were known then, by the decisions, the criticality, the groups and the policy (${policy.number}) of then; so are name, e-mail and standing, as far as a directory told of changes. `}
        {reading === 'hindsight' && 'Name, e-mail and standing in the directory are as they are now. '}
        Devices, other names, history and who looks after them are as they are now in either reading.
        {forgotten.namesBefore !== null && (
          <>
            {' '}
            What the directory said before <Moment at={forgotten.namesBefore} /> is not kept: name, e-mail and
            standing are those of that time.
          </>
        )}
        {forgotten.eventsBefore !== null && (
          <>
            {' '}
            Events from before <Moment at={forgotten.eventsBefore} /> are not kept: the score lacks them.
          </>
        )}
      </span>
      <Segmented
        label="How the past is read"
        value={reading ?? 'then'}
        options={[
          { value: 'then', label: 'As known then' },
          { value: 'hindsight', label: 'With hindsight' },
        ]}
        onChange={(wanted) => address.set({ reading: wanted === 'then' ? null : wanted, event: null })}
      />
      <button
        type="button"
        className={styles.link}
        onClick={() => address.set({ at: null, reading: null, event: null })}
      >
        Back to now
      </button>
    </Panel>
  );
}
