import type { Endpoint } from '../protocol/endpoint';
import { succeed } from '../protocol/errors';

export const infoSummary: Endpoint = {
  method: 'GET',
  path: '/admin/v1/info/summary',
  permission: 'read_information',
  required: [],
  perMinute: 50,
  handle({ organisation, directory }) {
    const { administrators, applications, edition } = organisation;
    const users = directory.users();
    return succeed(
      JSON.stringify({
        admin_count: administrators.length,
        edition: edition.charAt(0).toUpperCase() + edition.slice(1),
        integration_count: applications.length + 1,
        telephony_credits_remaining: 1000 + (organisation.seed % 4000),
        user_count: users.length,
        user_pending_deletion_count: users.filter(({ status }) => status === 'pending deletion').length,
      }),
    );
  },
};
