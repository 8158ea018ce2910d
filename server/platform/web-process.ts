import { readEnvironment } from './environment';
import { observeHttp } from './http-observer';
import { shutDown } from './shutdown';

/** How long answers under way may take after the signal. */
const DRAIN_MS = 5_000;

/**
 * What the web process does besides answering: refuses settings it cannot serve with, watches its HTTP server, and
 * closes open streams and the runtime on SIGTERM and SIGINT, without which Next.js would wait for browsers for ever.
 */
export function startWebProcess(): void {
  refuseBadSettings();
  const observer = observeHttp();
  const end = (): void => {
    void shutDown('streams')
      .then(() => observer.drained(DRAIN_MS))
      .then(() => shutDown('runtime'));
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

function refuseBadSettings(): void {
  try {
    const environment = readEnvironment(process.env);
    if (environment.sessionSecret === null)
      throw new Error(
        'Parapet cannot start with these settings:\n  PARAPET_SESSION_SECRET: give at least 32 random characters, the same in every web process.',
      );
    if (environment.vaultKey === null)
      throw new Error(
        'Parapet cannot start with these settings:\n  PARAPET_VAULT_KEY: give 32 random bytes in base64 (openssl rand -base64 32).',
      );
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
