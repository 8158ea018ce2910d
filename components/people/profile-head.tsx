'use client';

import { IconLockOpen2 } from '@tabler/icons-react';
import Link from 'next/link';
import { Fragment } from 'react';
import { EntryAftermath } from '@/components/events/entry-aftermath';
import { useOpenEvent } from '@/components/events/use-open-event';
import { FoldButton } from '@/components/ui/fold-button';
import { BandScore } from '@/components/ui/band';
import { Panel } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { ChooseMoment } from '@/components/ui/choose-moment';
import { UnreadMoment } from '@/components/ui/past-strip';
import { PolicyLink } from '@/components/ui/policy-link';
import { Moment } from '@/components/ui/moment';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import { BAND_FACTS } from '@/domain/bands';
import type { Profile } from '@/domain/views/person';
import { useAddress } from '@/lib/address';
import { useNow } from '@/lib/clock';
import { criticalityReason, criticalityWords } from '@/lib/criticality-words';
import { formatDate } from '@/lib/format/moment';
import { formatDuration } from '@/lib/format/duration';
import { formatCount, formatCountOf } from '@/lib/format/number';
import { fallenSentence, fallSentence } from '@/lib/format/fall';
import { formatGroups, initialsOf } from '@/lib/format/place';
import { CareStrip } from './care-strip';
import { PastPanel } from './past-panel';
import { DirectoryChips } from './directory-cards';
import { LearningChip } from './learning-card';
import { useTurned } from '@/lib/use-turned';
import styles from './people.module.css';
import { RevealPanel } from './reveal-panel';

/** Whether somebody got in, as whom, how much they are attacked, and what they add to the risk themselves. */
export function ProfileHead({ profile }: { profile: Profile }) {
  const { person, policy } = profile;
  return (
    <>
      <header className={styles.profileHead}>
        <span className={styles.initials} aria-hidden="true">
          {initialsOf(person.name)}
        </span>
        <div style={{ minWidth: 0 }}>
          <div className={styles.named}>
            {person.outcome !== null && <OutcomeChip outcome={person.outcome} />}
            <h1 className={styles.name}>{person.name}</h1>
          </div>
          <p className={styles.who}>
            {profile.names.shown !== 'no' && <span>{person.email ?? person.username}</span>}
            {person.groups.length > 0 && (
              <span title={person.groups.join(', ')}>{formatGroups(person.groups)}</span>
            )}
            <Chip tone="outline" title={criticalityReason(person)}>
              {criticalityWords(person.criticality, policy.multipliers[person.criticality])}
              {person.criticalityFrom.by === 'group' && `, ${criticalityReason(person)}`}
            </Chip>
            <DirectoryChips directory={person.directory} />
            <LearningChip learning={profile.learning} />
            {person.integrations.flatMap(({ id, page }) =>
              page === null ? [] : [<PanelLink key={id} page={page} />],
            )}
          </p>
        </div>
        <div className={styles.headAction}>
          <ChooseMoment at={profile.at} asOf={profile.asOf} />
        </div>
      </header>
      <div className={styles.stack}>
        <UnreadMoment />
        <PastPanel profile={profile} />
        <RevealPanel profile={profile} />
        <div className={styles.scores}>
          <Panel label="Attack factor" className={styles.score}>
            <span className={styles.scoreTitle}>Attack factor</span>
            {profile.collectsSince === null ? (
              <BandScore shown={person.attackFactor.shown} band={person.attackFactor.band} large />
            ) : (
              <span className={styles.unscored}>not known</span>
            )}
            <p className={styles.scoreWords}>
              <Outlook profile={profile} />
            </p>
            <span className={styles.scorePolicy}>
              <PolicyLink number={policy.number} />, half-life {policy.halfLifeDays} days
            </span>
          </Panel>
          <RiskPanel profile={profile} />
        </div>
        <GotIn profile={profile} />
        <CareStrip personId={profile.person.id} past={profile.asOf !== null} />
        <Campaigns campaigns={profile.campaigns} />
      </div>
    </>
  );
}

/** The person in the vendor's own panel, where what is decided here is carried out. */
export function PanelLink({
  page,
}: {
  page: NonNullable<Profile['person']['integrations'][number]['page']>;
}) {
  return (
    <a
      className={`${styles.link ?? ''} ${styles.inText ?? ''}`}
      href={page.href}
      target="_blank"
      rel="noreferrer"
    >
      {page.label}
    </a>
  );
}

/** The other score: what the person's own posture and conduct add. Attacks never move it. */
function RiskPanel({ profile }: { profile: Profile }) {
  const { person, humanRisk } = profile;
  const address = useAddress();
  const counted = humanRisk.categories.filter(({ value }) => value !== null).length;
  return (
    <Panel label="Human risk score" className={styles.score}>
      <span className={styles.scoreTitle}>Human risk score</span>
      {person.humanRisk === null ? (
        <span className={styles.unscored}>not known</span>
      ) : (
        <BandScore shown={person.humanRisk.shown} band={person.humanRisk.band} large />
      )}
      <p className={styles.scoreWords}>
        {riskWords(profile, counted)}{' '}
        <Link
          className={`${styles.link ?? ''} ${styles.inText ?? ''}`}
          href={address.href({ tab: 'posture' })}
          prefetch={false}
        >
          Posture
        </Link>
      </p>
    </Panel>
  );
}

function riskWords({ person, humanRisk, asOf }: Profile, counted: number): string {
  if (!humanRisk.reckoned)
    return asOf === null
      ? 'It appears within seconds of the first record that is read.'
      : 'None is kept for that moment.';
  if (person.humanRisk === null)
    return asOf === null
      ? 'Nothing is known of how this person signs in, of their devices or of their conduct.'
      : 'Nothing was known of how this person signs in, of their devices or of their conduct.';
  const from = `From ${counted} of ${formatCountOf(humanRisk.categories.length, 'category', 'categories')}; attacks never move it.`;
  return asOf === null ? from : `As ${formatDate(Date.parse(asOf), 'UTC')} (UTC) left it. ${from}`;
}

/** What the score does from here if nothing more happens; of the past, what it would have done. */
function Outlook({ profile }: { profile: Profile }) {
  const { person, waterfall, dismissed, asOf, collectsSince } = profile;
  const current = useNow();
  const now = asOf === null ? current : Date.parse(asOf);
  if (collectsSince !== null)
    return (
      <>
        Parapet has collected since <Moment at={collectsSince} />: nothing was known before. With hindsight
        shows what is known of that moment now.
      </>
    );
  if (person.events === 0 && dismissed > 0)
    return asOf === null
      ? `${formatCountOf(dismissed, 'event is', 'events are')} dismissed, and nothing else was recognised.`
      : `${formatCountOf(dismissed, 'event was', 'events were')} dismissed, and nothing else had been recognised.`;
  if (person.events === 0)
    return asOf === null
      ? 'No identity event has been recognised for this person.'
      : 'No identity event had been recognised for this person.';
  const isPast = asOf !== null;
  const fall = isPast ? fallenSentence(person.fallsBelow, now) : fallSentence(person.fallsBelow, now);
  if (fall === null)
    return isPast ? 'It was in the lowest band.' : 'In the lowest band. It keeps fading by itself.';
  const unless = isPast ? 'if nothing more had happened' : 'if nothing more happens';
  const capLeft = person.leavesCapAt === null ? null : Date.parse(person.leavesCapAt) - now;
  if (capLeft !== null && capLeft > 0) {
    return (
      <>
        At the cap for <strong>{formatDuration(capLeft)}</strong>
        {isPast ? ' more, as it was ' : ', as it is '}
        <strong>{waterfall.uncappedPrinted}</strong> uncapped; {fall} {unless}
      </>
    );
  }
  const left =
    person.fallsBelow === null
      ? ''
      : ` (${isPast ? 'then' : 'now'} ${BAND_FACTS[person.attackFactor.band].label})`;
  return (
    <span title={`What was done to this person fades with time${left}`}>
      {fall.slice(0, 1).toUpperCase()}
      {fall.slice(1)} {unless}
    </span>
  );
}

function GotIn({ profile }: { profile: Profile }) {
  const open = useOpenEvent();
  const { gotIn } = profile;
  if (gotIn === null) return null;
  return (
    <Panel tone="bad" label="They got in" className={styles.gotIn}>
      <IconLockOpen2 size={17} stroke={2} color="var(--p-bad)" aria-hidden />
      <strong>They got in</strong>
      <span>
        {gotIn.sentence} · <Moment at={gotIn.at} as="relative" />
      </span>
      <button type="button" className={styles.link} data-steers onClick={() => open(gotIn.eventId)}>
        Open the evidence
      </button>
      {gotIn.after !== null && (
        <div className={styles.after}>
          Within a day after:
          <EntryAftermath after={gotIn.after} />
        </div>
      )}
    </Panel>
  );
}

/** Campaigns that are named at once; a person of many years may be part of hundreds. */
const FIRST_CAMPAIGNS = 3;

/** The open campaigns that this person is part of, the newest first: what was done to them was done to others too. */
export function Campaigns({ campaigns }: Pick<Profile, 'campaigns'>) {
  const [all, turn] = useTurned('all', 'campaigns');
  if (campaigns.length === 0) return null;
  const more = campaigns.length - FIRST_CAMPAIGNS;
  return (
    <Panel label="Campaigns" className={styles.gotIn}>
      <strong>
        Part of {campaigns.length === 1 ? 'a campaign' : `${formatCount(campaigns.length)} campaigns`}
      </strong>
      <span>
        {(all ? campaigns : campaigns.slice(0, FIRST_CAMPAIGNS)).map(
          ({ id, outcome, asThem, network, people, lastAt }, index) => (
            <Fragment key={id}>
              {index > 0 && '; '}
              <Link
                className={`${styles.link ?? ''} ${styles.inText ?? ''}`}
                href={`/campaigns/${id}`}
                prefetch={false}
              >
                {network}
              </Link>
              {`: ${outcome !== 'got_in' ? '' : asThem ? 'got in, ' : 'got in as somebody else, '}${formatCountOf(people, 'person', 'people')}, last seen `}
              <Moment at={lastAt} as="relative" />
            </Fragment>
          ),
        )}
        {more > 0 && (
          <FoldButton
            open={all}
            more={`and ${formatCount(more)} more`}
            fewer={`Show the newest ${FIRST_CAMPAIGNS} alone`}
            onTurn={turn}
          />
        )}
      </span>
    </Panel>
  );
}
