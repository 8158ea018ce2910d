import { Refusal } from '@/domain/refusal';
import type { PastMoment } from '@/lib/queries/past';

/**
 * Waits for what a page reads of a moment. A past one may be too much for one question: the screen then asks again, says so and
 * leads back to now.
 */
export async function readMoment(moment: PastMoment, read: Promise<unknown>): Promise<void> {
  try {
    await read;
  } catch (error) {
    if (!(error instanceof Refusal) || moment.at === null) throw error;
  }
}
