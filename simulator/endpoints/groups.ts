import type { Group } from '../organisation/directory';
import { listEndpoint } from './list-page';

/** A group, as lists and users have it. */
export function groupJson({ id, name, desc }: Group): object {
  return {
    desc,
    group_id: id,
    mobile_otp_enabled: false,
    name,
    push_enabled: false,
    sms_enabled: false,
    status: 'Active',
    voice_enabled: false,
  };
}

export const groups = listEndpoint<Group>({
  path: '/admin/v1/groups',
  permission: 'read_resource',
  most: 100,
  usual: 100,
  rows: ({ directory }) => directory.groups(),
  write: (_account, group) => groupJson(group),
});
