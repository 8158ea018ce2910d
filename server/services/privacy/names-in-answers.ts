import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { writtenText } from '@/domain/names/name-marks';
import { pseudonymOf } from '@/domain/names/pseudonym';
import { couldBeNames, withoutNames, wordsIn } from '@/domain/names/said-names';
import { walkNames, WITHHELD } from '@/domain/names/walk-names';
import { Refusal } from '@/domain/refusal';
import type { Transaction } from '@/server/data/database';
import { namesAmong } from '@/server/data/privacy/known-names';
import { revealedTo } from '@/server/data/privacy/name-reveals';
import { codesOf } from '@/server/data/privacy/pseudonyms';
import { type Actor, actorMay, areNamesWithheldFrom, isOfMember } from '@/server/services/actor';
import type { Runtime } from '@/server/services/runtime';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What an operation is told of the names in its answer. */
export interface NamesInAnswer {
  /** Whether the actor is not shown who people are. Then nothing may be found, filtered or put in order by a name. */
  readonly withheld: boolean;
  /**
   * The value with names withheld where they are to be, by the marks of its schema. Answers go through it by themselves; what
   * an operation puts into a file has to be sent through it.
   */
  readonly withhold: <S extends z.ZodType>(schema: S, value: z.output<S>) => Promise<z.output<S>>;
}

const ALL_SHOWN: NamesInAnswer = { withheld: false, withhold: (_schema, value) => Promise.resolve(value) };

/** What this actor is shown of names. Where they see all of them nothing is asked, and nothing looked through. */
export function namesFor(actor: Actor, runtime: Runtime): NamesInAnswer {
  if (!isOfMember(actor) || !areNamesWithheldFrom(actor)) return ALL_SHOWN;
  const { accountId } = actor;
  return {
    withheld: true,
    withhold: (schema, value) =>
      runtime.database.inAccount(accountId, async (tx) => {
        // What a person may see for a reason is no program's, and nobody's who may not reveal any more.
        const revealed =
          actor.kind === 'member' && actorMay(actor, 'people:reveal')
            ? await revealedTo(accountId, tx, actor.memberId, runtime.now())
            : new Set<string>();
        return withholdNames(accountId, tx, { key: pseudonymKey(runtime), revealed }, schema, value);
      }),
  };
}

/** The key that pseudonyms are made with. Whoever lacks it cannot tell whose one is, not even by trying every person. */
export function pseudonymKey(runtime: Pick<Runtime, 'auditKey'>): Buffer {
  return createHmac('sha256', runtime.auditKey).update('parapet pseudonyms').digest();
}

/** The refusal without the names that its sentence may hold: it may quote what a member wrote, where a first name is a name too. */
export async function withoutNamesIn(refusal: Refusal, names: NamesInAnswer): Promise<Refusal> {
  const schema = z.object({ message: writtenText(), fields: z.array(writtenText()) });
  const said = await names.withhold(schema, {
    message: refusal.message,
    fields: refusal.fields.map(({ message }) => message),
  });
  const fields = refusal.fields.map(({ field, message }, index) => ({
    field,
    message: said.fields[index] ?? message,
  }));
  return new Refusal(refusal.code, said.message, fields, refusal.retryAfterSeconds);
}

/**
 * A value with everybody's names withheld but those that are revealed: pseudonyms where it is told whose they are, and in
 * texts nothing that anybody here is called.
 */
export async function withholdNames<S extends z.ZodType>(
  accountId: string,
  tx: Transaction,
  { key, revealed }: { readonly key: Buffer; readonly revealed: ReadonlySet<string> },
  schema: S,
  value: z.output<S>,
): Promise<z.output<S>> {
  const people = new Set<string>();
  const texts = new Set<string>();
  const words = new Set<string>();
  walkNames(schema, value, {
    text: (text, how) => {
      for (const said of couldBeNames(text)) texts.add(said);
      // What stands before an @ may be several words.
      if (how === 'written') for (const said of [...wordsIn(text), ...couldBeNames(text)]) words.add(said);
      return text;
    },
    name: (name, person) => {
      if (person !== null && UUID.test(person) && !revealed.has(person)) people.add(person);
      return name;
    },
    hidden: (part) => part,
  });
  const codes =
    people.size === 0 ? new Map<string, string>() : await codesOf(accountId, tx, key, [...people]);
  const { whole, parts } = await namesAmong(accountId, tx, {
    texts: [...texts],
    words: [...words],
    except: [...revealed],
  });
  const isShown = (person: string | null): boolean => person !== null && revealed.has(person);
  return schema.parse(
    walkNames(schema, value, {
      text: (text, how) =>
        withoutNames(text, (said) => whole.has(said) || (how === 'written' && parts.has(said))),
      name: (name, person) => {
        if (isShown(person)) return name;
        const code = codes.get(person ?? '');
        return code === undefined ? WITHHELD : pseudonymOf(code);
      },
      hidden: (part, empty, mark, person) => (mark === 'hidden' && isShown(person) ? part : empty),
    }),
  );
}
