import type { LiveTopic } from '@/domain/live-topics';

/** A message of the stream: how many messages its process had heard with it, and what it says has changed. */
interface HeardMessage {
  readonly count: number;
  readonly topics: readonly LiveTopic[];
}

/**
 * What a tab has been told. Places are `epoch.count`: they compare within an epoch, which is one unbroken connection of one
 * process. Everything that was said between `from` and `to` is in `messages`.
 */
export interface Heard {
  readonly epoch: string;
  readonly from: number;
  readonly to: number;
  readonly messages: readonly HeardMessage[];
}

/** Messages that are remembered for pages that were read before they came: some minutes of a busy house. */
const REMEMBERED = 200;

/** Who has heard nothing but a place. One that is not of that form is a place that nobody else is at. */
export function heardAt(place: string): Heard {
  const { epoch, count } = parsePlace(place);
  return { epoch, from: count, to: count, messages: [] };
}

/** The place at which one stands who has heard that. */
export function placeOf({ epoch, to }: Heard): string {
  return `${epoch}.${to}`;
}

/** With one more message. One of another epoch begins anew: what came in between is not known. */
export function withMessage(heard: Heard, place: string, topics: readonly LiveTopic[]): Heard {
  const { epoch, count } = parsePlace(place);
  if (epoch !== heard.epoch) return heardAt(place);
  const messages = [...heard.messages, { count, topics }];
  const forgotten = messages[messages.length - REMEMBERED - 1];
  return {
    epoch,
    from: forgotten?.count ?? heard.from,
    to: Math.max(heard.to, count),
    messages: messages.slice(-REMEMBERED),
  };
}

/** What was said after a place; null where that is not known. */
export function heardSince({ epoch, from, messages }: Heard, place: string): LiveTopic[] | null {
  const stood = parsePlace(place);
  if (stood.epoch === '' || stood.epoch !== epoch || stood.count < from) return null;
  return [...new Set(messages.filter(({ count }) => count > stood.count).flatMap(({ topics }) => topics))];
}

function parsePlace(place: string): { epoch: string; count: number } {
  const [, epoch, count] = /^([\w-]+)\.(\d{1,15})$/.exec(place) ?? [];
  return { epoch: epoch ?? '', count: Number(count ?? 0) };
}
