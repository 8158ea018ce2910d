import type { Administrator } from '../organisation/organisation';
import { numberOf } from '../organisation/phones';
import { listEndpoint } from './list-page';

export const admins = listEndpoint<Administrator>({
  path: '/admin/v1/admins',
  permission: 'administrators',
  most: 500,
  usual: 100,
  rows: ({ organisation }) => organisation.administrators,
  write: ({ clock, directory }, { key, name, email, role, person, created }) => {
    const lastLogin = directory.lastSignIn(person, clock.now());
    return {
      admin_id: key,
      admin_units: [],
      created: Math.floor(created / 1000),
      email,
      hardtoken: null,
      last_login: lastLogin === null ? null : Math.floor(lastLogin / 1000),
      name,
      password_change_required: false,
      phone: numberOf(person.authenticator.name),
      restricted_by_admin_units: false,
      role,
      status: 'Active',
      subaccount_role: null,
    };
  },
});
