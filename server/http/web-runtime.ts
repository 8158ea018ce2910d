import { readEnvironment } from '@/server/platform/environment';
import type { LiveFanOut } from '@/server/platform/live';
import { onShutdown } from '@/server/platform/shutdown';
import { openLiveFanOut } from '@/server/services/live/open-live-fan-out';
import { openRuntime } from '@/server/services/open-runtime';
import type { Runtime } from '@/server/services/runtime';

/** What the web process holds. */
export interface WebRuntime {
  readonly runtime: Runtime;
  readonly live: LiveFanOut;
}

declare global {
  var parapetWeb: WebRuntime | undefined;
}

/**
 * The one runtime of the web process, opened at the first request. Kept on the global object, because Next.js loads
 * this file once for each of its bundles.
 */
export function webRuntime(): WebRuntime {
  return (globalThis.parapetWeb ??= openWebRuntime());
}

function openWebRuntime(): WebRuntime {
  const environment = readEnvironment(process.env);
  const runtime = openRuntime({ environment, process: 'web' });
  const live = openLiveFanOut(runtime);
  onShutdown('streams', () => live.close());
  onShutdown('runtime', () => runtime.close());
  return { runtime, live };
}
