import { execFileSync } from 'node:child_process';

/** Memory that a process holds now, in MiB; null when it has ended. */
export function residentMiB(pid: number): number | null {
  try {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).trim()) / 1024;
  } catch {
    return null;
  }
}
