import type { z } from 'zod';
import type { AccountId } from '@/domain/identifiers';
import type { Permission } from '@/domain/permissions';
import { cutField, Refusal } from '@/domain/refusal';
import { provenLately } from '@/domain/session-lifetime';
import { appendAuditEntry } from '@/server/data/audit/audit-log';
import type { Transaction } from '@/server/data/database';
import type { LiveTopic } from '@/domain/live-topics';
import { type NamesInAnswer, namesFor, withoutNamesIn } from '@/server/services/privacy/names-in-answers';
import { type Actor, actorMay, areNamesWithheldFrom, isOfMember, waitsForNotice } from './actor';
import { Download } from './download';
import { inputWords } from './input-words';
import { legibleAnswer } from './legible-answer';
import type { Runtime } from './runtime';
import { isTooMuch, unstorableText } from './storable-text';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What the audit entry says of a change. Secrets never go in. */
export interface Change {
  readonly entityId: string | null;
  readonly before?: unknown;
  readonly after?: unknown;
  /** Whom it is about, where the entity is not that person: their profile shows it. */
  readonly personId?: string | null;
  /** The same where it is about many at once. */
  readonly people?: readonly string[];
}

interface Common {
  readonly actor: Actor;
  readonly runtime: Runtime;
  /** The instant of the operation in epoch milliseconds: every number of one answer is as of it. */
  readonly now: number;
  /** Whether the actor is shown who people are, and what takes it out of a file. */
  readonly names: NamesInAnswer;
}

interface InTransaction extends Common {
  readonly tx: Transaction;
  /**
   * Writes the entry at once, where something follows in the database that it has to tell of first. Returns its number in the
   * audit log, which waits until the end of the transaction.
   */
  readonly auditNow: (change: Change) => Promise<bigint>;
}

interface OutsideTransaction extends Common {
  /** A transaction of its own, in the actor's account; audit entries noted so far are written in it. */
  readonly transaction: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
}

interface Audited {
  /** Notes the change; the entry is written in the same transaction as the change. */
  readonly audit: (change: Change) => void;
  /** Tells the browsers of the account what changed, once it is committed. */
  readonly announce: (...topics: LiveTopic[]) => void;
  /** The same in another account that the change reaches into. */
  readonly announceIn: (accountId: string, ...topics: LiveTopic[]) => void;
  /** Tells whoever asked what has been found so far, where the operation has `progress`. */
  readonly report: (part: unknown) => void;
}

/** `accountId` is there unless the operation is public. */
type Context<E extends Effect, P extends OperationPermission> = (E extends 'external'
  ? OutsideTransaction
  : InTransaction) &
  Audited &
  (P extends { readonly public: string } ? unknown : { readonly accountId: AccountId });

/** `read` and `write` run in one transaction; `external` talks over the network, with none open meanwhile. */
export type Effect = 'read' | 'write' | 'external';
/** What the actor must be allowed; `anyMember` and `public` say why being one, or being anybody, is enough. */
export type OperationPermission = Permission | { readonly anyMember: string } | { readonly public: string };

export interface Operation<
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
  E extends Effect = Effect,
  P extends OperationPermission = OperationPermission,
> {
  /** Verb and noun, as in `connect-integration`. */
  readonly name: string;
  /** Below `/api/inbound/` stands what other systems send, signed and without a session. */
  readonly http:
    { readonly method: Method; readonly path: `/api/v1/${string}` | `/api/inbound/${string}` } | 'internal';
  readonly permission: P;
  /** Said of the few things that a member may do before having replaced a password that Parapet made. */
  readonly beforeOwnPassword?: 'allowed';
  /** Said of what tells people by name, or goes by names, in a way that nothing can take out: who is not shown names is refused it. */
  readonly names?: 'needed';
  /** The same of a second factor that the account asks for. */
  readonly beforeSecondFactor?: 'allowed';
  /**
   * Said of what only a person does, whatever an API token allows; or of what a token does as well although people have
   * to prove who they are.
   */
  readonly byToken?: 'refused' | 'allowed';
  /**
   * Said of what would do great harm in the hands of somebody who found a browser open, and why: members prove who they
   * are shortly before it.
   */
  readonly stepUp?: string;
  /**
   * Said where one proof of many is not enough: members prove it by everything that their own sign-in asks for, so that neither a
   * password alone nor the provider of an account changes what guards them.
   */
  readonly stepUpBy?: 'everything';
  /** Of which inputs that is so; left out where it is of all. */
  readonly stepUpFor?: (input: z.output<I>) => boolean;
  readonly input: I;
  readonly output: O;
  /** What it reports while it works, for those who want to watch. */
  readonly progress?: z.ZodType;
  /** The entity of the audit entry, or why there is none; `notes` where a read leaves a note elsewhere. */
  readonly audit: { readonly entity: string } | { readonly none: string; readonly notes?: true };
  readonly effect: E;
  readonly run: (context: Context<E, P>, input: z.output<I>) => Promise<z.input<O>>;
}

/** Whether anybody may do it, signed in or not. */
export function isPublic({ permission }: { readonly permission: OperationPermission }): boolean {
  return typeof permission === 'object' && 'public' in permission;
}

/** The one way to define what Parapet can do. Leaving a decision out does not compile. */
export function defineOperation<
  I extends z.ZodType,
  O extends z.ZodType,
  E extends Effect,
  P extends OperationPermission,
>(operation: Operation<I, O, E, P>): Operation<I, O, E, P> {
  return operation;
}

export interface OperationRequest {
  readonly actor: Actor;
  readonly runtime: Runtime;
  readonly input: unknown;
  /** Is told what the operation reports while it works. */
  readonly watch?: (part: unknown) => void;
}

/**
 * The choke point: actor, permission, input, then the work. Route handlers, pages, workers and tests come this way.
 * Throws Refusal; any other error is a fault of ours.
 */
export async function execute<
  I extends z.ZodType,
  O extends z.ZodType,
  E extends Effect,
  P extends OperationPermission,
>(operation: Operation<I, O, E, P>, request: OperationRequest): Promise<z.output<O>> {
  const { actor, runtime } = request;
  authorise(operation, actor, runtime.now());
  if (isTooMuch(request.input))
    throw new Refusal(
      'invalid_input',
      'The input holds more values than anything asks for. Send less at a time.',
    );
  const path = unstorableText(request.input);
  if (path !== null) {
    const unstorable = cutField(path);
    const message = 'It holds a character that cannot be stored. Type the text anew.';
    throw Refusal.invalid(unstorable, unstorable === '' ? message : `${unstorable}: ${message}`);
  }
  const parsed = operation.input.safeParse(request.input, { error: inputWords });
  if (!parsed.success) throw invalidInput(parsed.error);
  if (operation.stepUpFor?.(parsed.data) === true) refuseUnproven(operation, actor, runtime.now());
  const names = namesFor(actor, runtime);
  const { progress } = operation;
  let told = Promise.resolve();
  const report = (part: unknown): void => {
    const { watch } = request;
    if (watch === undefined || progress === undefined) return;
    if (!names.withheld) watch(shown(actor, progress.parse(part)));
    else
      told = told.then(async () => watch(shown(actor, await names.withhold(progress, progress.parse(part)))));
  };
  try {
    const output = operation.output.parse(
      await perform(operation, { actor, runtime, report, names }, parsed.data),
    );
    if (!names.withheld) return shown(actor, output);
    await told;
    if (!(output instanceof Download)) return shown(actor, await names.withhold(operation.output, output));
    if (output.names === 'told') throw namesNeeded();
    return output;
  } catch (error) {
    throw names.withheld && error instanceof Refusal ? await withoutNamesIn(error, names) : error;
  }
}

/** What the actor is given of an answer: a person reads it, a program takes it as it is. */
function shown<T>(actor: Actor, answer: T): T {
  return actor.kind === 'member' ? legibleAnswer(answer) : answer;
}

function namesNeeded(): Refusal {
  return new Refusal(
    'forbidden',
    'This account withholds names from your role, and this cannot be had without them. Ask somebody who sees names, or an administrator for the permission people:names.',
  );
}

/**
 * Whether an API token is of use for it: not where only a person acts, or has to prove who they are, nor for what people
 * do before they sign in.
 */
export function isForTokens(
  operation: Pick<Operation, 'byToken' | 'effect'> & {
    readonly permission: OperationPermission;
    readonly stepUp?: string;
  },
): boolean {
  if (operation.byToken === 'refused') return false;
  if (operation.stepUp !== undefined && operation.byToken !== 'allowed') return false;
  return !isPublic(operation) || operation.effect === 'read';
}

function authorise(
  operation: Pick<
    Operation,
    'beforeOwnPassword' | 'beforeSecondFactor' | 'byToken' | 'effect' | 'names' | 'stepUp' | 'stepUpBy'
  > & {
    permission: OperationPermission;
    stepUpFor?: unknown;
  },
  actor: Actor,
  now: number,
): void {
  const { permission } = operation;
  if (actor.kind === 'token' && !isForTokens(operation))
    throw new Refusal('forbidden', 'An API token cannot do this. Sign in to Parapet and do it there.');
  if (isPublic(operation)) return;
  if (actor.kind === 'anonymous')
    throw new Refusal('unauthenticated', 'Nobody is signed in. Sign in and try again.');
  if (actor.kind === 'system') return;
  if (actor.kind === 'member' && actor.mustChoosePassword && operation.beforeOwnPassword !== 'allowed')
    throw new Refusal('password_pending', 'Choose your own password first.');
  if (actor.kind === 'member' && actor.mustAddSecondFactor && operation.beforeSecondFactor !== 'allowed')
    throw new Refusal(
      'second_factor_pending',
      'Add a second factor first: this account asks it of everybody, or all of yours are blocked.',
    );
  if (typeof permission === 'string' && waitsForNotice(actor, permission))
    throw new Refusal(
      'notice_pending',
      'Nobody is shown before the notice on monitoring is accepted for this account. Read it at /notice; whoever may accept it is named there.',
    );
  if (typeof permission === 'string' && !actorMay(actor, permission)) {
    throw new Refusal(
      'forbidden',
      actor.kind === 'token'
        ? `This API token does not allow this, or its member may no longer do it. It takes the permission ${permission}.`
        : 'Your role does not allow this. Ask an administrator of your account for it.',
    );
  }
  if (operation.names === 'needed' && areNamesWithheldFrom(actor)) throw namesNeeded();
  if (operation.stepUpFor === undefined) refuseUnproven(operation, actor, now);
}

/**
 * Refuses a dangerous act to a member who has not proved lately who they are. A token proves nothing: `authorise` says whether it
 * may. Operations call it themselves where only what they find says whether it is dangerous.
 */
export function refuseUnproven(
  { stepUp, stepUpBy }: Pick<Operation, 'stepUp' | 'stepUpBy'>,
  actor: Actor,
  now: number,
): void {
  if (actor.kind !== 'member' || stepUp === undefined) return;
  if (provenLately(stepUpBy === 'everything' ? actor.fullyProvenAt : actor.provenAt, now)) return;
  if (stepUpBy === 'everything')
    throw new Refusal(
      'full_step_up_required',
      `${stepUp} Confirm that it is you first, by all that your own sign-in asks for: your password, and a code or passkey where you have them. Single sign-on does not do for this.`,
    );
  throw new Refusal(
    'step_up_required',
    `${stepUp} Confirm that it is you first: this is asked for again ten minutes after you last did.`,
  );
}

async function perform<
  I extends z.ZodType,
  O extends z.ZodType,
  E extends Effect,
  P extends OperationPermission,
>(
  operation: Operation<I, O, E, P>,
  {
    actor,
    runtime,
    report,
    names,
  }: { actor: Actor; runtime: Runtime; report: (part: unknown) => void; names: NamesInAnswer },
  input: z.output<I>,
): Promise<z.input<O>> {
  const changes: Change[] = [];
  const topics = new Map<string, Set<LiveTopic>>();
  const announceIn = (account: string, ...said: readonly LiveTopic[]): void =>
    void topics.set(account, new Set([...(topics.get(account) ?? []), ...said]));
  const messages = () => [...topics].map(([account, said]) => ({ accountId: account, topics: [...said] }));
  const accountId = actor.kind === 'anonymous' ? null : actor.accountId;
  // An entry of the audit log goes behind the last one there is, and who is shown without a name may be given a pseudonym for it.
  const { audit, effect } = operation;
  const readsAlone = effect === 'read' && 'none' in audit && audit.notes !== true && !names.withheld;
  const begin = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
    accountId === null
      ? runtime.database.inGlobal(work)
      : runtime.database[readsAlone ? 'readAccount' : 'inAccount'](accountId, work);
  const transaction = async <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => {
    const result = await begin(async (tx) => {
      const done = await work(tx);
      for (const change of changes.splice(0)) await record(operation, actor, runtime, tx, change);
      for (const message of messages()) await runtime.live.withinCommit(tx, message);
      return done;
    });
    for (const message of messages()) await runtime.live.afterCommit(message);
    topics.clear();
    return result;
  };
  const context = {
    actor,
    runtime,
    now: runtime.now(),
    names,
    accountId,
    audit: (change: Change) => void changes.push(change),
    announce: (...said: LiveTopic[]) => {
      if (accountId !== null) announceIn(accountId, ...said);
    },
    announceIn,
    report,
  };

  if (operation.effect === 'external') {
    const result = await operation.run(contextFor<E, P>({ ...context, transaction }), input);
    if (changes.length > 0 || topics.size > 0) await transaction(() => Promise.resolve());
    return result;
  }
  return transaction((tx) => {
    const auditNow = (change: Change) => record(operation, actor, runtime, tx, change);
    return operation.run(contextFor<E, P>({ ...context, tx, auditNow }), input);
  });
}

/** The one place where the compiler takes our word: the shape follows from `effect` and `permission` above. */
function contextFor<E extends Effect, P extends OperationPermission>(context: object): Context<E, P> {
  return context as Context<E, P>;
}

async function record(
  operation: { name: string; audit: Operation['audit'] },
  actor: Actor,
  runtime: Runtime,
  tx: Transaction,
  change: Change,
): Promise<bigint> {
  if ('none' in operation.audit || actor.kind === 'anonymous') return 0n;
  return appendAuditEntry(actor.accountId, tx, runtime.auditKey, {
    at: runtime.now(),
    actorKind: actor.kind,
    actorId: actor.kind === 'token' ? actor.tokenId : actor.kind === 'member' ? actor.memberId : null,
    actorName: actor.name,
    action: operation.name,
    entity: operation.audit.entity,
    entityId: change.entityId,
    before: change.before ?? null,
    after: change.after ?? null,
    personId: change.personId ?? (operation.audit.entity === 'person' ? change.entityId : null),
    people: change.people ?? [],
    address: isOfMember(actor) ? actor.address : null,
  });
}

/** More than anybody mends at once. */
const MOST_ISSUES = 20;

function invalidInput(error: z.ZodError): Refusal {
  const fields = error.issues
    .slice(0, MOST_ISSUES)
    .map(({ path, message }) => ({ field: cutField(path.join('.')), message }));
  const first = fields[0];
  return new Refusal(
    'invalid_input',
    first === undefined ? 'The input cannot be read.' : namedOnce(first),
    fields,
  );
}

/** The sentence with the field in front, unless it begins with it already. */
function namedOnce({ field, message }: { readonly field: string; readonly message: string }): string {
  return field === '' || message.startsWith(`${field}: `) ? message : `${field}: ${message}`;
}
