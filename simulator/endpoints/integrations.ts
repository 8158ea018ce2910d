import { Random, hashText } from '../random';
import type { Account } from '../protocol/endpoint';
import { listEndpoint } from './list-page';

interface Integration {
  readonly key: string;
  readonly name: string;
  readonly type: string;
}

/** The applications of the organisation, and the Admin API application that reads them. */
function integrationsOf({ organisation }: Account): Integration[] {
  const own = {
    key: new Random(organisation.seed, hashText('own')).key('DI'),
    name: 'Admin API',
    type: 'adminapi',
  };
  const others = organisation.applications.map(({ key, name, surface }) => ({
    key,
    name,
    type: surface === 'terminal' ? 'rdp' : 'sso-generic',
  }));
  return [...others, own];
}

/** Applications, without their secrets. Takes signatures of version 5 only. */
export const integrations = {
  ...listEndpoint<Integration>({
    path: '/admin/v3/integrations',
    permission: 'integrations',
    most: 500,
    usual: 100,
    rows: integrationsOf,
    write: ({ organisation }, { key, name, type }) => ({
      ...(type === 'adminapi'
        ? { adminapi_admins: 1, adminapi_info: 1, adminapi_read_log: 1, adminapi_read_resource: 1 }
        : {}),
      enroll_policy: 'enroll',
      integration_key: key,
      name,
      networks_for_api_access: '',
      notes: '',
      policy_key: organisation.key.replace(/^DA/, 'PO'),
      self_service_allowed: false,
      type,
      user_access: 'ALL_USERS',
    }),
  }),
  onlyVersion5: true,
};
