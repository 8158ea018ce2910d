import { readFlags } from './read-flags';
import { startSimulator } from './start-simulator';

/** Prints one sentence and ends the process with 2 (the command line is wrong) or 1 (it could not start). */
function stopWith(code: 1 | 2, sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
}

function whyNotListening(error: unknown, host: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return 'The port is taken; choose another with --port or --control-port, or 0 for a free one.';
  if (code === 'EACCES')
    return 'The port may not be used; choose one above 1023 with --port or --control-port.';
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `Flag --host names no address of this machine: "${host}".`;
  return error instanceof Error ? error.message : String(error);
}

const flags = readFlags(process.argv.slice(2));
if (!flags.ok) stopWith(2, flags.message);
const { options } = flags;

try {
  const simulator = await startSimulator(options);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      void simulator.stop().finally(() => process.exit(0));
    });
  }
  process.stdout.write(
    `${JSON.stringify({
      ready: true,
      port: simulator.port,
      host: `${options.host}:${simulator.port}`,
      ikey: options.ikey,
      ...(options.skeyGenerated ? { skey: options.skey } : {}),
      seed: options.seed,
      people: options.people,
      records: simulator.records,
      controlPort: simulator.controlPort,
    })}\n`,
  );
} catch (error) {
  stopWith(1, whyNotListening(error, options.host));
}
