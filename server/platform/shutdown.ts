declare global {
  var parapetClosers: Map<string, () => Promise<void>> | undefined;
}

function closers(): Map<string, () => Promise<void>> {
  return (globalThis.parapetClosers ??= new Map<string, () => Promise<void>>());
}

/** `streams` end first, because browsers hold them open for ever; `runtime` when no request is under way any more. */
export type ShutdownStage = 'streams' | 'runtime';

/** Says what is to be closed when this process is told to end. A later one for the same stage takes its place. */
export function onShutdown(stage: ShutdownStage, close: () => Promise<void>): void {
  closers().set(stage, close);
}

/** Closes what the stage names, once. Never rejects: the process ends in any case. */
export async function shutDown(stage: ShutdownStage): Promise<void> {
  const close = closers().get(stage);
  closers().delete(stage);
  await close?.().catch(() => undefined);
}
