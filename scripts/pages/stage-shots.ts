import { detectorsSchema } from '@/domain/views/detectors';
import { registerPageSchema } from '@/domain/views/hidden';
import { draftOf } from '@/lib/detector-draft';
import type { RunningSimulator } from '@/scripts/demo-run.mjs';
import { steer } from '@/scripts/steer-simulator';
import type { MemberSession } from './member-session';

const WAIT_MS = 60_000;

/**
 * Makes what a demo does not hold by itself and pages are to be looked at with: a detector that somebody switched off, and
 * a client that asks again and again by itself, whose event is judged by these settings.
 *
 * @throws Error where the loop is not recognised after a while
 */
export async function stageHiders(session: MemberSession, simulator: RunningSimulator): Promise<void> {
  await switchOffDetector(session);
  await steer(simulator, '/attack', { kind: 'QUIET_RETRY_LOOP' });
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const { items } = registerPageSchema.parse(await session.read('/api/v1/hidden?by=retry_loop'));
    if (items.length > 0) return;
    if (Date.now() > deadline)
      throw new Error(`No retry loop is told of after ${WAIT_MS / 1000} s. Look at the worker's log.`);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function switchOffDetector({ api, read }: MemberSession): Promise<void> {
  const view = detectorsSchema.parse(await read('/api/v1/detectors'));
  const { thresholds } = draftOf(view);
  const response = await api.post('/api/v1/detectors', {
    data: { thresholds, off: ['unusual_time'], reason: 'Too many night shifts', basedOn: view.number },
  });
  if (!response.ok())
    throw new Error(`Switching a detector off answered ${response.status()}: ${await response.text()}`);
}
