import type { Person } from '../organisation/organisation';
import type { SignIn } from '../records/sign-in';
import type { CampaignKind } from './catalogue';

/** An attack on sign-ins that was entered in the log. */
export interface StagedAttack {
  readonly kind: CampaignKind;
  readonly target: Person;
  readonly signIns: readonly SignIn[];
  readonly pace: 'history' | 'live';
}
