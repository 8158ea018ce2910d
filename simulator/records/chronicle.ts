import type { Directory } from '../organisation/directory';
import type { Organisation } from '../organisation/organisation';
import type { Act } from './act';
import { everydayTrustEvent } from './everyday-trust';
import { EventLog } from './event-log';
import { planWork } from './plan-work';
import { RecordLog } from './record-log';
import type { SignIn } from './sign-in';
import { VisibleLog, type Keeping } from './visible-log';
import { writeActivity, writeAdministrator } from './write-act';
import { offlineEnrollmentOf } from './write-offline';
import { writeRecord } from './write-record';
import { messageOf, writeTelephony } from './write-telephony';
import { writeTrustEvent, type TrustEvent } from './write-trust-event';

export const LOG_NAMES = [
  'authentication',
  'activity',
  'telephony',
  'administrator',
  'offline_enrollment',
  'trust_monitor',
] as const;
export type LogName = (typeof LOG_NAMES)[number];

/** Everything that is written down about the organisation: each log, and what is entered in several at once. */
export class Chronicle {
  readonly logs: Readonly<Record<LogName, VisibleLog>>;
  private readonly signIns: RecordLog;
  private readonly trust = new EventLog();
  private plannedTo = Number.NEGATIVE_INFINITY;

  /** Records before `oldest` (ms) do not exist. */
  constructor(
    private readonly organisation: Organisation,
    private readonly directory: Directory,
    private readonly oldest: number,
    keeping: Keeping,
  ) {
    this.signIns = new RecordLog(organisation, oldest, {
      planned: (signIn) => this.follow(signIn),
      asKnown: (signIn) => this.asKnown(signIn),
    });
    this.logs = {
      authentication: new VisibleLog(this.signIns, keeping),
      activity: new VisibleLog(new EventLog(), keeping),
      telephony: new VisibleLog(new EventLog(), keeping),
      administrator: new VisibleLog(new EventLog(), keeping),
      offline_enrollment: new VisibleLog(new EventLog(), keeping),
      trust_monitor: new VisibleLog(this.trust, keeping),
    };
  }

  /** Plans the UTC days from `first` to `last` (days since 1970) that are not planned yet. */
  ensureDays(first: number, last: number): void {
    this.signIns.ensureDays(first, last);
    for (let day = Math.max(first, this.plannedTo + 1); day <= last; day += 1) {
      for (const act of planWork(this.organisation, day)) {
        if (act.micros >= this.oldest * 1000) this.addAct(act);
      }
      this.plannedTo = day;
    }
  }

  /** Enters a sign-in, and what goes with it in the other logs. */
  addSignIn(signIn: SignIn): void {
    this.logs.authentication.insert({
      ms: Math.floor(signIn.micros / 1000),
      txid: signIn.txid,
      json: writeRecord(this.asKnown(signIn), this.organisation.edition),
    });
    const message = messageOf(signIn);
    if (message) this.logs.telephony.insert(writeTelephony(message));
  }

  /** Enters a deed in the logs that tell it. */
  addAct(act: Act): void {
    const activity = writeActivity(act, this.organisation.key);
    if (activity) this.logs.activity.insert(activity);
    const administrator = writeAdministrator(act);
    if (administrator) this.logs.administrator.insert(administrator);
  }

  /** Enters what Trust Monitor surfaces, and answers its key; Essentials has no Trust Monitor, so null there. */
  addTrustEvent(event: TrustEvent): string | null {
    if (this.organisation.edition === 'essentials') return null;
    const entry = writeTrustEvent(event, this.organisation);
    this.logs.trust_monitor.insert(entry);
    return entry.txid;
  }

  /** Writes a Trust Monitor event anew; false when no event has this key. */
  rewriteTrustEvent(sekey: string, write: (json: string) => string): boolean {
    return this.trust.rewrite(sekey, write);
  }

  /** After somebody was renamed or deleted: records from then on are written under the new name. */
  forgetNames(): void {
    this.signIns.forget();
  }

  /** An everyday sign-in was planned: what else it leaves behind. */
  private follow(signIn: SignIn): void {
    const { person, result, eventType } = signIn;
    const ms = Math.floor(signIn.micros / 1000);
    if (person && result === 'success' && eventType === 'authentication')
      this.directory.noteSuccess(person, ms);
    const message = messageOf(signIn);
    if (message && message.micros >= this.oldest * 1000) this.logs.telephony.insert(writeTelephony(message));
    const offline = offlineEnrollmentOf(signIn);
    if (offline) this.logs.offline_enrollment.insert(offline);
    const unusual = everydayTrustEvent(signIn);
    if (unusual) this.addTrustEvent(unusual);
  }

  private asKnown(signIn: SignIn): SignIn {
    const { person } = signIn;
    if (!person || !this.directory.hasChanged) return signIn;
    const username = this.directory.nameAt(person, signIn.micros);
    if (username === undefined) return signIn;
    if (username !== null) return { ...signIn, username };
    return {
      ...signIn,
      person: null,
      factor: 'not_available',
      result: 'denied',
      reason: 'deny_unenrolled_user',
      phone: null,
      verdict: null,
    };
  }
}
