import type { Organisation, Person } from '../organisation/organisation';
import { Random, mix } from '../random';
import type { Chronicle } from '../records/chronicle';
import { DAY_MS } from '../records/plan-day';
import type { SignIn } from '../records/sign-in';
import type { StagedAttack } from './staged-attack';
import { CAMPAIGNS, CAMPAIGN_KINDS, type CampaignKind, type PlatformKind } from './catalogue';
import type { PlatformDeed } from './platform-campaigns';
import { quietCampaign, type QuietKind } from './quiet-campaigns';
import type { ExpectedRecord, PlatformStage } from './platform-stage';

const HISTORY_STREAM = 301;
const LIVE_STREAM = 302;
const ORDER_STREAM = 303;
const PLATFORM_STREAM = 306;
const QUIET_STREAM = 307;
/** A live attack begins this much ahead, so that no reader has already read past its first record. */
const LEAD_MS = 300;
const SECURITY_REASONS = ['anomalous_push', 'anonymous_ip', 'denied_network', 'locked_out'];

/** A verdict that one staged record carries, for a test to compare with what was recognised. */
export interface ExpectedVerdict {
  readonly txid: string;
  readonly ms: number;
  readonly campaign: CampaignKind;
  readonly username: string;
  readonly userKey: string;
  /** Detector names as Duo spells them, wherever in the record they stand. */
  readonly detectors: readonly string[];
  readonly places: readonly ('attacks' | 'assessment')[];
  readonly fraud: boolean;
  readonly trustLevel: 'LOW' | 'NORMAL';
  readonly policyEnabled: boolean;
  readonly preview: boolean;
  readonly shadow: boolean;
  readonly suppressed: string | null;
  /** anomalous_push, anonymous_ip, denied_network or locked_out, where the reason itself is the verdict. */
  readonly securityReason: string | null;
}

function expectedOf(campaign: CampaignKind, edition: string, signIn: SignIn): ExpectedVerdict | null {
  if (!signIn.person) return null;
  const verdict = edition === 'essentials' ? null : signIn.verdict;
  const fraud = signIn.result === 'fraud';
  const securityReason = SECURITY_REASONS.find((reason) => reason === signIn.reason) ?? null;
  if (!verdict && !fraud && securityReason === null) return null;
  const named = verdict !== null && verdict.detectors.length > 0;
  return {
    txid: signIn.txid,
    ms: Math.floor(signIn.micros / 1000),
    campaign,
    username: signIn.username,
    userKey: signIn.person.key,
    detectors: verdict?.detectors ?? [],
    places: named ? (verdict.place === 'both' ? ['attacks', 'assessment'] : [verdict.place]) : [],
    fraud,
    trustLevel: verdict?.trustLevel ?? 'NORMAL',
    policyEnabled: verdict?.policyEnabled ?? true,
    preview: verdict?.preview ?? false,
    shadow: verdict?.shadow ?? false,
    suppressed: verdict?.suppressed ?? null,
    securityReason,
  };
}

/** Stages attacks into the log and remembers what they should be recognised as. */
export class Stage {
  private readonly expectations: ExpectedVerdict[] = [];
  private readonly order: readonly CampaignKind[];
  private staged = 0;
  private stagedOnPlatform = 0;
  private stagedQuietly = 0;

  constructor(
    private readonly organisation: Organisation,
    private readonly chronicle: Chronicle,
    private readonly platform: PlatformStage,
  ) {
    this.order = new Random(mix(organisation.seed, ORDER_STREAM)).shuffle(CAMPAIGN_KINDS);
  }

  /**
   * The attacks of a UTC day in history: a few a week, so that most people stay quiet. Kinds take turns, so that
   * about three weeks hold every one.
   */
  stageDay(day: number, from: number, before: number): void {
    const perDay = Math.max(0.9, this.organisation.people.length * 0.004);
    const last = Math.floor((day + 1) * perDay);
    for (let number = Math.floor(day * perDay); number < last; number += 1) {
      const random = new Random(mix(this.organisation.seed, HISTORY_STREAM), number);
      const start = Math.floor((day + random.next()) * DAY_MS);
      const attack = this.compose(
        this.kindOf(number),
        this.chooseTarget(random, 0.45),
        start,
        'history',
        random,
      );
      if (start >= from && start < before) this.insert(attack);
    }
    this.platform.stageDay(day, from, before);
  }

  /** An attack that begins now and is over within seconds; or one that began, or begins, at `at`, and takes its time. */
  stageNow(
    now: number,
    kind: CampaignKind | null,
    target: Person | null,
    at: number | null = null,
  ): StagedAttack {
    // Kinds take turns, beginning with one that nobody can overlook.
    const next = this.kindOf(this.order.indexOf('USER_MARKED_FRAUD') + this.staged);
    const random = new Random(mix(this.organisation.seed, LIVE_STREAM), Math.floor(now / 1000), this.staged);
    this.staged += 1;
    const attack = this.compose(
      kind ?? next,
      target ?? this.chooseTarget(random, 0.75),
      at ?? now + LEAD_MS,
      at === null ? 'live' : 'history',
      random,
    );
    this.insert(attack);
    return attack;
  }

  /** The same for an attack of which nothing but its records tells. Null where it suits nobody that may be attacked. */
  stageQuietly(
    now: number,
    kind: QuietKind,
    target: Person | null,
    at: number | null,
  ): Omit<StagedAttack, 'kind'> | null {
    const { campaign, elsewhere, suits } = quietCampaign(kind);
    const random = new Random(
      mix(this.organisation.seed, QUIET_STREAM),
      Math.floor(now / 1000),
      this.stagedQuietly,
    );
    this.stagedQuietly += 1;
    const fitting = this.organisation.targets.filter((person) => suits?.person(person) ?? true);
    const chosen = target ?? fitting[random.int(fitting.length)];
    if (!chosen || suits?.person(chosen) === false) return null;
    const pace = at === null ? 'live' : 'history';
    const start = at ?? now + LEAD_MS;
    const scene = { organisation: this.organisation, random, target: chosen, start, pace } as const;
    const signIns = campaign(scene);
    for (const one of signIns) this.chronicle.addSignIn(one);
    const last = signIns.at(-1);
    const more = last && elsewhere ? elsewhere(scene, last) : {};
    for (const deed of more.acts ?? []) this.chronicle.addAct(deed);
    if (more.offline) this.chronicle.logs.offline_enrollment.insert(more.offline);
    return { target: chosen, signIns, pace };
  }

  /** An attack on the platform that begins now; `withSignIns` adds what the attacker does at the applications. */
  stagePlatform(
    now: number,
    kind: PlatformKind,
    target: Person | null,
    withSignIns: boolean,
    at: number | null = null,
  ): PlatformDeed & { readonly target: Person } {
    const random = new Random(
      mix(this.organisation.seed, PLATFORM_STREAM),
      Math.floor(now / 1000),
      this.stagedOnPlatform,
    );
    this.stagedOnPlatform += 1;
    const chosen = target ?? this.chooseTarget(random, 0.75);
    const scene = {
      organisation: this.organisation,
      random,
      target: chosen,
      start: at ?? now + LEAD_MS,
      pace: at === null ? 'live' : 'history',
    } as const;
    return { ...this.platform.stage(kind, scene, withSignIns), target: chosen };
  }

  /** What attacks left outside the authentication log, up to `now`. */
  expectedElsewhere(now: number): ExpectedRecord[] {
    return this.platform.expected(now);
  }

  /** Verdicts on records up to `now`, in order of time. */
  expected(now: number): ExpectedVerdict[] {
    return this.expectations.filter(({ ms }) => ms <= now).sort((left, right) => left.ms - right.ms);
  }

  private kindOf(number: number): CampaignKind {
    return this.order[number % this.order.length] ?? 'USER_MARKED_FRAUD';
  }

  /** Some are wanted far more than others: a share of all attacks goes to a handful. */
  private chooseTarget(random: Random, shareOfHandful: number): Person {
    const { targets } = this.organisation;
    const handful = targets.slice(0, Math.max(3, Math.round(targets.length / 8)));
    return random.pick(random.chance(shareOfHandful) ? handful : targets);
  }

  private compose(
    kind: CampaignKind,
    target: Person,
    start: number,
    pace: 'history' | 'live',
    random: Random,
  ): StagedAttack {
    const scene = { organisation: this.organisation, random, target, start, pace };
    return { kind, target, signIns: CAMPAIGNS[kind](scene), pace };
  }

  private insert(attack: StagedAttack): void {
    for (const signIn of attack.signIns) {
      this.chronicle.addSignIn(signIn);
      const expected = expectedOf(attack.kind, this.organisation.edition, signIn);
      if (expected) this.expectations.push(expected);
    }
    this.platform.follow(attack);
  }
}
