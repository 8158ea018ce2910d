import { Random, hashText } from '../random';
import { fail, succeed } from '../protocol/errors';
import type { Account, Endpoint } from '../protocol/endpoint';
import { listEndpoint } from './list-page';

interface Policy {
  readonly key: string;
  readonly name: string;
  readonly isGlobal: boolean;
}

function policiesOf({ organisation }: Account): Policy[] {
  const others = ['Administrators', 'VPN', 'Contractors'].map((name) => ({
    key: new Random(organisation.seed, hashText(name)).key('PO'),
    name,
    isGlobal: false,
  }));
  return [{ key: organisation.key.replace(/^DA/, 'PO'), name: 'Global Policy', isGlobal: true }, ...others];
}

const policyJson = ({ key, name, isGlobal }: Policy) => ({
  is_global_policy: isGlobal,
  policy_key: key,
  policy_name: name,
  sections: {
    authentication_policy: { user_auth_behavior: 'enforce' },
    authorized_networks: {},
    new_user: { new_user_behavior: name === 'Contractors' ? 'no-mfa' : 'enroll' },
    risk_based_factor_selection: { limit_to_risk_based_auth_methods: !isGlobal },
  },
});

export const policies: Endpoint = {
  ...listEndpoint<Policy>({
    path: '/admin/v2/policies',
    permission: 'read_resource',
    most: 100,
    usual: 100,
    rows: policiesOf,
    write: (_account, policy) => policyJson(policy),
  }),
  onlyVersion5: true,
};

const ofPolicies = { ...policies, path: '/admin/v2/policies/summary' };

export const policySummary: Endpoint = {
  ...ofPolicies,
  handle: (account) =>
    succeed(
      JSON.stringify({
        policy_count: policiesOf(account).length,
        policies: policiesOf(account).map(policyJson),
      }),
    ),
};

/** What holds for one person at one application: here always the global policy. */
export const policyCalculation: Endpoint = {
  ...ofPolicies,
  path: '/admin/v2/policies/calculate',
  required: ['user_id', 'integration_key'],
  handle(account, { parameters }) {
    const given = new Map(parameters);
    const known =
      account.directory.users().some(({ id }) => id === given.get('user_id')) &&
      account.organisation.applications.some(({ key }) => key === given.get('integration_key'));
    const global = policiesOf(account).find(({ isGlobal }) => isGlobal);
    return known && global ? succeed(JSON.stringify({ policy_elements: policyJson(global) })) : fail(40401);
  },
};

export const onePolicy: Endpoint = {
  ...ofPolicies,
  path: '/admin/v2/policies/*',
  handle(account, { path }) {
    const wanted = policiesOf(account).find(({ key }) => path.endsWith(`/${key}`));
    return wanted ? succeed(JSON.stringify(policyJson(wanted))) : fail(40401);
  },
};
