import { z } from 'zod';
import { STATUSES, type DirectoryUser } from '../organisation/directory';
import { done, refuse, withBody, type ControlReply, type Route } from './reply';

const username = z.string().min(1);
const fields = {
  status: z.enum(STATUSES).optional(),
  is_enrolled: z.boolean().optional(),
  email: z.string().optional(),
  realname: z.string().optional(),
  aliases: z.array(z.string()).max(4).optional(),
  groups: z.array(z.string()).optional(),
  lockout_reason: z.string().nullish(),
};

const changeSchema = z.union([
  z.object({ rename: username, to: username }).strict(),
  z.object({ delete: username }).strict(),
  z.object({ add: username, ...fields }).strict(),
  z.object({ change: username, ...fields }).strict(),
]);

type Given = z.infer<z.ZodObject<typeof fields>>;

/** The fields that were given, by the directory's own names. */
function changesOf({
  is_enrolled: enrolled,
  lockout_reason: lockoutReason,
  ...same
}: Given): Partial<DirectoryUser> {
  const given = Object.entries({ ...same, enrolled, lockoutReason }).filter(
    ([, value]) => value !== undefined,
  );
  return Object.fromEntries(given);
}

const shown = ({ person, phones, spells: _spells, ...user }: DirectoryUser) => ({
  ...user,
  phones: phones.map(({ number }) => number),
  signsIn: person !== null,
});

const absent = (name: string): ControlReply =>
  refuse(`Nobody in the directory is called "${name}". GET /directory lists the users.`);

/** Renames, deletes, adds or changes one user; one act a call. */
export const changeDirectory = withBody(changeSchema, ({ chronicle, clock, state }, wanted) => {
  const { directory } = state.account;
  if ('add' in wanted) {
    const { add, ...given } = wanted;
    if (directory.find(add)) return refuse(`There is already somebody called "${add}".`);
    return done(shown(directory.add({ ...changesOf(given), username: add, created: clock.now() })));
  }
  const name = 'rename' in wanted ? wanted.rename : 'delete' in wanted ? wanted.delete : wanted.change;
  const user = directory.find(name);
  if (!user) return absent(name);
  if ('rename' in wanted) {
    if (directory.find(wanted.to)) return refuse(`There is already somebody called "${wanted.to}".`);
    directory.rename(user, wanted.to, clock.now());
    chronicle.forgetNames();
  } else if ('delete' in wanted) {
    directory.remove(user, clock.now());
    chronicle.forgetNames();
  } else {
    const { change: _name, ...given } = wanted;
    Object.assign(user, changesOf(given));
    if (given.status !== undefined) user.spells = [];
  }
  return done(shown(user));
});

export const showDirectory: Route = ({ state }) =>
  done({ users: state.account.directory.users().map(shown) });
