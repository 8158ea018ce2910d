import type { Directory } from '../organisation/directory';
import type { Organisation, Person } from '../organisation/organisation';
import { Random, hashText, mix } from '../random';
import type { Chronicle } from '../records/chronicle';
import type { Act } from '../records/act';
import type { TrustEvent } from '../records/write-trust-event';
import { lockOut, noticed } from './aftermath';
import type { Scene } from './campaign';
import { PLATFORM_CAMPAIGNS, type CampaignKind, type PlatformKind } from './catalogue';
import { registerDevice, type PlatformDeed } from './platform-campaigns';
import type { StagedAttack } from './staged-attack';

const AFTERMATH_STREAM = 304;
const HISTORY_STREAM = 305;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** A record outside the authentication log that an attack left behind, for a test to compare with what was recognised. */
export interface ExpectedRecord {
  readonly log: 'trust_monitor' | 'activity' | 'administrator';
  readonly campaign: CampaignKind | PlatformKind;
  readonly ms: number;
  /** The key of a Trust Monitor event, the id of an activity; null in the administrator log, which has none. */
  readonly id: string | null;
  /** Type of the Trust Monitor event, or name of the action. */
  readonly name: string;
  readonly explanations: readonly string[];
  /** The person it was done to. */
  readonly username: string;
  readonly userKey: string;
  /** Transaction id of the sign-in that it is about, where there is one. */
  readonly txid: string | null;
  /** Who acted, by the name that the logs have; null for Trust Monitor's view of a sign-in. */
  readonly actor: string | null;
}

/** What attacks leave in the activity and administrator logs, in Trust Monitor and in the directory. */
export class PlatformStage {
  private readonly expectations: ExpectedRecord[] = [];

  constructor(
    private readonly organisation: Organisation,
    private readonly chronicle: Chronicle,
    private readonly directory: Directory,
  ) {}

  /** Records up to `now`, in order of time. */
  expected(now: number): ExpectedRecord[] {
    return this.expectations.filter(({ ms }) => ms <= now).sort((left, right) => left.ms - right.ms);
  }

  /** Attacks on the platform in a UTC day of history: two or three a month, without sign-ins of their own. */
  stageDay(day: number, from: number, before: number): void {
    const perDay = Math.max(0.1, this.organisation.people.length * 0.0003);
    const last = Math.floor((day + 1) * perDay);
    for (let number = Math.floor(day * perDay); number < last; number += 1) {
      const random = new Random(mix(this.organisation.seed, HISTORY_STREAM), number);
      const start = Math.floor((day + random.next()) * DAY_MS);
      const target = random.pick(this.organisation.targets);
      if (start < from || start >= before) continue;
      const scene: Scene = { organisation: this.organisation, random, target, start, pace: 'history' };
      this.stage(number % 2 === 0 ? 'BYPASS_ENABLED' : 'ADMIN_HIGH_RISK', scene, false);
    }
  }

  /** Enters an attack on the platform; `withSignIns` adds what the attacker does at the applications. */
  stage(kind: PlatformKind, scene: Scene, withSignIns: boolean): PlatformDeed {
    const made = PLATFORM_CAMPAIGNS[kind](scene);
    const deed = withSignIns ? made : { ...made, signIns: [] };
    for (const signIn of deed.signIns) this.chronicle.addSignIn(signIn);
    this.enter(kind, scene.target, deed);
    return deed;
  }

  /** Enters what an attack on sign-ins leads to: Trust Monitor sees it, a phone is registered, somebody locked out. */
  follow({ kind, target, signIns, pace }: StagedAttack): void {
    const last = signIns.at(-1);
    if (!last) return;
    const random = new Random(mix(this.organisation.seed, AFTERMATH_STREAM), hashText(last.txid));
    const ms = Math.floor(last.micros / 1000);
    const event = noticed(kind, target, signIns, pace === 'live' ? 400 : random.between(40_000, 300_000));
    if (event) this.enterTrust(kind, target, event);
    if (kind === 'LOCKED_OUT') {
      for (const act of lockOut(random, target, ms)) this.enterAct(kind, target, act);
      this.directory.of(target)?.spells.push({ status: 'locked out', from: ms, to: ms + HOUR_MS });
    }
    if (kind === 'DENIED_THEN_APPROVED' && last.ip !== null && last.location) {
      const scene: Scene = { organisation: this.organisation, random, target, start: ms, pace };
      const from = { ip: last.ip, place: last.location, computer: last.computer };
      const later = pace === 'live' ? 600 : 90_000;
      this.enter('RISKY_DEVICE_REGISTRATION', target, registerDevice(scene, from, ms + later, last));
    }
  }

  private enter(kind: PlatformKind, target: Person, deed: PlatformDeed): void {
    for (const act of deed.acts) this.enterAct(kind, target, act);
    for (const event of deed.trust) this.enterTrust(kind, target, event);
    const user = this.directory.of(target);
    if (deed.bypass) user?.spells.push({ status: 'bypass', ...deed.bypass });
    if (deed.phone) user?.phones.push(deed.phone);
  }

  private enterAct(campaign: CampaignKind | PlatformKind, target: Person, act: Act): void {
    this.chronicle.addAct(act);
    const same = { campaign, explanations: [], ...named(target), txid: null, actor: act.actor.name };
    const ms = Math.floor(act.micros / 1000);
    if (act.activity) {
      this.expectations.push({ ...same, log: 'activity', ms, id: act.id, name: act.activity.name });
    }
    if (act.administrator) {
      const second = Math.floor(ms / 1000) * 1000;
      this.expectations.push({
        ...same,
        log: 'administrator',
        ms: second,
        id: null,
        name: act.administrator.action,
      });
    }
  }

  private enterTrust(campaign: CampaignKind | PlatformKind, target: Person, event: TrustEvent): void {
    const sekey = this.chronicle.addTrustEvent(event);
    if (sekey === null) return;
    this.expectations.push({
      log: 'trust_monitor',
      campaign,
      ms: event.surfacedMs,
      id: sekey,
      name: event.type,
      explanations: event.type === 'bypass_status' ? [] : event.explanations.map(({ type }) => type),
      ...named(target),
      txid: event.type === 'bypass_status' ? null : (event.signIn?.txid ?? null),
      actor: event.type === 'bypass_status' ? event.enabledBy.name : null,
    });
  }
}

const named = ({ username, key }: Person) => ({ username, userKey: key });
