import { z } from 'zod';
import { EVENT_KINDS } from '@/domain/event-catalogue';
import { eventIdSchema, instantSchema, personIdSchema } from '@/domain/identifiers';
import { parseNetwork } from '@/domain/network';
import { type DispositionScope, type ScopeName, SCOPES, VERDICTS } from './disposition';

/** The widest networks that one disposition may cover, in bits. */
const WIDEST = { 4: 8, 6: 16 } as const;

const fields = {
  verdict: z.enum(VERDICTS, { error: 'verdict: choose one of confirmed, benign, false_positive.' }),
  scope: z.enum(SCOPES, { error: 'scope: choose one of event, person_kind, network, application.' }),
  event: eventIdSchema.optional(),
  person: personIdSchema.optional(),
  kind: z.enum(EVENT_KINDS, { error: 'kind: name a kind of identity event.' }).optional(),
  network: z.string().trim().max(60, 'network: use at most 60 characters.').optional(),
  application: z.string().max(500, 'application: use at most 500 characters.').optional(),
  /** Events that occurred before it stay covered for good; what occurs from then on counts again. */
  expiresAt: instantSchema.optional(),
};

/** What each scope is told by, and what may be said beside it. */
const TOLD_BY = {
  event: { needs: ['event'], may: [] },
  person_kind: { needs: ['person', 'kind'], may: ['expiresAt'] },
  network: { needs: ['network'], may: ['kind', 'expiresAt'] },
  application: { needs: ['application'], may: ['kind', 'expiresAt'] },
} as const satisfies Record<ScopeName, { needs: readonly string[]; may: readonly string[] }>;

const PARTS = ['event', 'person', 'kind', 'network', 'application', 'expiresAt'] as const;
type Part = (typeof PARTS)[number];

interface Told extends Partial<Record<Part, string | undefined>> {
  readonly scope: ScopeName;
}

function checkParts(told: Told, context: z.RefinementCtx): void {
  const needs: readonly string[] = TOLD_BY[told.scope].needs;
  const may: readonly string[] = TOLD_BY[told.scope].may;
  for (const part of PARTS) {
    const given = told[part] !== undefined && told[part] !== '';
    if (needs.includes(part) && !given)
      context.addIssue({ code: 'custom', path: [part], message: `${part}: say it for this scope.` });
    if (given && !needs.includes(part) && !may.includes(part)) {
      const message =
        part === 'expiresAt'
          ? 'expiresAt: one event has happened and stays decided. Leave the expiry out.'
          : `${part}: this scope does not take it. Leave it out.`;
      context.addIssue({ code: 'custom', path: [part], message });
    }
  }
}

function checkNetwork({ scope, network: text }: Told, context: z.RefinementCtx): void {
  if (scope !== 'network' || text === undefined || text === '') return;
  const network = parseNetwork(text);
  const refuse = (message: string) => context.addIssue({ code: 'custom', path: ['network'], message });
  if (network === null) {
    refuse('network: write an address as 198.51.100.7 or a network as 198.51.100.0/24.');
  } else if (network.prefix < WIDEST[network.family]) {
    const widest = WIDEST[network.family];
    refuse(
      `network: /${network.prefix} would hide a large part of the internet. Name /${widest} or smaller.`,
    );
  }
}

/** A decision that somebody thinks of: what is previewed. */
export const dispositionWishSchema = z.object(fields).superRefine((told, context) => {
  checkParts(told, context);
  checkNetwork(told, context);
});
export type DispositionWish = z.infer<typeof dispositionWishSchema>;

/** A decision with the reason that it is made for. */
export const newDispositionSchema = z
  .object({
    ...fields,
    reason: z
      .string({ error: 'reason: say why, for whoever reads this later.' })
      .trim()
      .min(1, 'reason: say why, for whoever reads this later.')
      .max(1000, 'reason: use at most 1,000 characters.'),
  })
  .superRefine((told, context) => {
    checkParts(told, context);
    checkNetwork(told, context);
  });

/** What a wish that was parsed covers. */
export function scopeOf(wish: DispositionWish): DispositionScope {
  const { scope, event, person, kind, application } = wish;
  const network = wish.network === undefined ? null : parseNetwork(wish.network);
  if (scope === 'event' && event !== undefined) return { scope, eventId: event };
  if (scope === 'person_kind' && person !== undefined && kind !== undefined)
    return { scope, personId: person, kind };
  if (scope === 'network' && network !== null) return { scope, network, kind: kind ?? null };
  if (scope === 'application' && application !== undefined) return { scope, application, kind: kind ?? null };
  throw new Error(`A disposition of the scope ${scope} passed its schema without what tells it.`);
}
