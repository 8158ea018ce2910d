import { statusAt, type DirectoryUser } from '../organisation/directory';
import type { Account } from '../protocol/endpoint';
import { authenticatorsOf } from './authenticators';
import { listEndpoint } from './list-page';
import { groupJson } from './groups';
import { phoneJson } from './phones';

const seconds = (ms: number): number => Math.floor(ms / 1000);

/** A user as a list shows it; `last_login` is whole seconds, and null for somebody who never signed in. */
function userJson(account: Account, user: DirectoryUser): object {
  const { directory, clock, organisation } = account;
  const lastLogin = user.person && user.enrolled ? directory.lastSignIn(user.person, clock.now()) : null;
  const [firstname = '', ...rest] = user.realname.split(' ');
  const aliases = Object.fromEntries(user.aliases.map((alias, index) => [`alias${index + 1}`, alias]));
  const synchronised = user.groups.some((name) => name.includes('AD sync'));
  return {
    ...{ alias1: null, alias2: null, alias3: null, alias4: null },
    ...aliases,
    aliases,
    created: seconds(user.created),
    custom_attributes: {},
    desktop_authenticators: [],
    desktoptokens: [],
    directory_key: synchronised ? 'DIRSYNC0000000000001' : null,
    email: user.email,
    enable_auto_prompt: true,
    external_id: null,
    firstname,
    groups: user.groups.map((name) => groupJson(directory.group(name))),
    is_enrolled: user.enrolled,
    last_directory_sync: synchronised ? Math.floor((clock.now() - 960_000) / 3_600_000) * 3600 + 960 : null,
    last_login: lastLogin === null ? null : seconds(lastLogin),
    lastname: rest.join(' '),
    lockout_reason:
      user.lockoutReason ?? (statusAt(user, clock.now()) === 'locked out' ? 'Failed Attempts' : null),
    notes: user.notes,
    phones: user.phones.map((phone) => phoneJson(phone, clock.now())),
    realname: user.realname,
    status: statusAt(user, clock.now()),
    ...authenticatorsOf(user, organisation.seed),
    u2ftokens: [],
    user_id: user.id,
    username: user.username,
  };
}

export const users = listEndpoint<DirectoryUser>({
  path: '/admin/v1/users',
  permission: 'read_resource',
  most: 300,
  usual: 100,
  rows: ({ directory }, parameters) => {
    const wanted = parameters.get('username')?.toLowerCase();
    const email = parameters.get('email')?.toLowerCase();
    return directory
      .users()
      .filter(
        (user) =>
          (wanted === undefined ||
            [user.username, ...user.aliases].some((name) => name.toLowerCase() === wanted)) &&
          (email === undefined || user.email.toLowerCase() === email),
      );
  },
  write: userJson,
});
