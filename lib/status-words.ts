import type { StatusWord } from '@/domain/integration-status';

export type Tone = 'good' | 'warn' | 'bad' | 'quiet' | 'accent';

/**
 * How each status is said and with what tone; the icon is chosen by the chip. A test holds the words to
 * `domain/integration-status.ts`, which a page in the browser does not load because of its schemas.
 */
export const STATUS_LOOK: Readonly<Record<StatusWord, { readonly word: string; readonly tone: Tone }>> = {
  not_configured: { word: 'Not configured', tone: 'quiet' },
  testing: { word: 'Testing', tone: 'accent' },
  waiting: { word: 'Waiting for the first poll', tone: 'accent' },
  waiting_delivery: { word: 'Waiting for the first delivery', tone: 'accent' },
  connected: { word: 'Connected', tone: 'good' },
  syncing: { word: 'Syncing', tone: 'good' },
  delayed: { word: 'Delayed', tone: 'warn' },
  stale: { word: 'Stale', tone: 'warn' },
  partial: { word: 'Partial', tone: 'warn' },
  rate_limited: { word: 'Rate limited', tone: 'warn' },
  action_required: { word: 'Action required', tone: 'bad' },
  not_available: { word: 'Not available', tone: 'quiet' },
  off: { word: 'Off', tone: 'quiet' },
  paused: { word: 'Paused', tone: 'quiet' },
  disabled: { word: 'Disabled', tone: 'quiet' },
  deleted: { word: 'Deleted', tone: 'quiet' },
  purging: { word: 'Being removed', tone: 'warn' },
};

/** What says that a feed is read, or will be: untrue while no worker runs, however well the last run ended. */
const READ_BY_A_WORKER: readonly StatusWord[] = [
  'waiting',
  'connected',
  'syncing',
  'delayed',
  'rate_limited',
];

/** Whether no worker is what has to be said of a feed in this state. */
export function lacksWorker(word: StatusWord, worker: { readonly running: boolean } | undefined): boolean {
  return worker?.running === false && READ_BY_A_WORKER.includes(word);
}

/** Whether scores that rest on a feed in this state may be lower than the truth. */
export function mayMissRecords(word: StatusWord): boolean {
  return word === 'stale' || word === 'action_required' || word === 'partial' || word === 'rate_limited';
}
