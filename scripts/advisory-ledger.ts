import { z } from 'zod';

const DAY_MS = 86_400_000;
const SEVERITIES = ['info', 'low', 'moderate', 'high', 'critical'] as const;

/** A package of ours of which the registry tells that it is at fault, with the versions that we had when it did. */
const advisorySchema = z.object({
  id: z.string(),
  package: z.string(),
  title: z.string(),
  severity: z.enum(SEVERITIES),
  versions: z.array(z.string()),
  firstToldAt: z.iso.datetime(),
  /** Why it cannot reach us, where somebody has looked into that. */
  excused: z.string().min(20).optional(),
});
type Advisory = z.infer<typeof advisorySchema>;

/** What is known of advisories on our packages: docs/advisories.json. */
export const ledgerSchema = z.object({
  /** When the registry was last asked; null where nobody has. */
  readAt: z.iso.datetime().nullable(),
  advisories: z.array(advisorySchema),
});
export type Ledger = z.infer<typeof ledgerSchema>;

/** The packages of package-lock.json, by where they are installed. */
export const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), dev: z.boolean().default(false) }),
  ),
});
export type Lock = z.infer<typeof lockSchema>;

/** The answer of `npm audit --json`. */
export const reportSchema = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      nodes: z.array(z.string()),
      via: z.array(
        z.union([
          z.string(),
          z.object({ name: z.string(), title: z.string(), url: z.string(), severity: z.enum(SEVERITIES) }),
        ]),
      ),
    }),
  ),
});

/** The ledger after the registry was asked at `at`: what is told now, since when it is known, and what was said of it. */
export function renewed(
  ledger: Ledger,
  report: z.infer<typeof reportSchema>,
  lock: Lock,
  at: number,
): Ledger {
  const readAt = new Date(at).toISOString();
  const advisories = new Map<string, Advisory>();
  for (const { nodes, via } of Object.values(report.vulnerabilities))
    for (const told of via) {
      // A name alone says that the fault is in a package below it, which is listed itself.
      if (typeof told === 'string') continue;
      const id = told.url.split('/').at(-1) ?? told.url;
      const known = ledger.advisories.find((one) => one.id === id && one.package === told.name);
      const versions = nodes.flatMap((node) => lock.packages[node]?.version ?? []);
      advisories.set(`${id} ${told.name}`, {
        ...{ id, package: told.name, title: told.title, severity: told.severity },
        versions: [...new Set([...(known?.versions ?? []), ...versions])].sort(),
        firstToldAt: known?.firstToldAt ?? readAt,
        ...(known?.excused === undefined ? {} : { excused: known.excused }),
      });
    }
  return { readAt, advisories: [...advisories.values()].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** An advisory on a version that is installed, and until when it has to be mended. */
export interface OpenAdvisory extends Advisory {
  readonly dueAt: number;
  readonly isLate: boolean;
}

/**
 * What is to be mended, soonest first, by the time frames of SECURITY.md: seven days from when it was told where it is
 * high or critical and in a package that Parapet runs with, else thirty.
 */
export function openAdvisories(ledger: Ledger, lock: Lock, now: number): OpenAdvisory[] {
  const installed = Object.entries(lock.packages);
  return ledger.advisories
    .filter(({ excused }) => excused === undefined)
    .flatMap((advisory) => {
      const affected = installed.filter(
        ([path, { version }]) =>
          path.endsWith(`node_modules/${advisory.package}`) &&
          version !== undefined &&
          advisory.versions.includes(version),
      );
      if (affected.length === 0) return [];
      const isUrgent =
        (advisory.severity === 'high' || advisory.severity === 'critical') &&
        affected.some(([, { dev }]) => !dev);
      const dueAt = Date.parse(advisory.firstToldAt) + (isUrgent ? 7 : 30) * DAY_MS;
      return [{ ...advisory, dueAt, isLate: now > dueAt }];
    })
    .sort((a, b) => a.dueAt - b.dueAt);
}
