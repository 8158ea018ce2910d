/** Runs once in the web process, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs' || process.env.NEXT_PHASE === 'phase-production-build') return;
  const { startWebProcess } = await import('@/server/platform/web-process');
  startWebProcess();
}
