import type { DirectoryUser } from '../organisation/directory';
import type { Computer } from '../organisation/organisation';
import { hashText } from '../random';
import { listEndpoint } from './list-page';

interface OwnedComputer {
  readonly computer: Computer;
  readonly owner: DirectoryUser;
}

/** A computer or phone that Duo has seen at a sign-in; what it knows of one that is not managed is little. */
function endpointJson({ computer, owner }: OwnedComputer, now: number): object {
  const variety = hashText(computer.epkey ?? '');
  const used = Math.floor(now / 86_400_000) * 86_400 - (variety % 6) * 86_400;
  const { managed } = computer;
  const known = (fails: boolean): string => (managed ? (fails ? 'Off' : 'On') : 'Unknown');
  return {
    browsers: [
      {
        browser_family: computer.browser,
        browser_version: computer.browserVersion,
        flash_version: 'uninstalled',
        java_version: 'uninstalled',
        last_used: used,
      },
    ],
    computer_sid: '',
    cpu_id: '',
    device_id: '',
    device_identifier: managed ? (computer.hostname ?? '') : '',
    device_identifier_type: '',
    device_name: computer.hostname ?? '',
    device_udid: '',
    device_username: managed ? owner.username : '',
    device_username_type: '',
    disk_encryption_status: known(variety % 31 === 0),
    domain_sid: '',
    email: owner.email,
    epkey: computer.epkey,
    firewall_status: known(variety % 25 === 0),
    hardware_uuid: '',
    health_app_client_version: managed ? '6.8.0.1' : '',
    health_data_last_collected: managed ? used : null,
    last_updated: used,
    machine_guid: '',
    model: '',
    os_build: '',
    os_family: computer.os,
    os_version: computer.osVersion,
    password_status: managed ? 'Set' : 'Unknown',
    security_agents: managed
      ? [
          {
            security_agent: computer.os === 'Windows' ? 'Windows Defender' : 'Cisco Secure Endpoint',
            version: '4.18.25050.5',
          },
        ]
      : [],
    trusted_endpoint: managed ? 'yes' : variety % 2 === 0 ? 'no' : 'unknown',
    type: '',
    username: owner.username,
  };
}

export const endpoints = listEndpoint<OwnedComputer>({
  path: '/admin/v1/endpoints',
  permission: 'read_resource',
  most: 500,
  usual: 100,
  rows: ({ directory }) =>
    directory
      .users()
      .flatMap((owner) =>
        owner.person
          ? [owner.person.computer, owner.person.handheld].map((computer) => ({ computer, owner }))
          : [],
      )
      .filter(({ computer }) => computer.epkey !== null)
      .sort((left, right) => ((left.computer.epkey ?? '') < (right.computer.epkey ?? '') ? -1 : 1)),
  write: ({ clock }, row) => endpointJson(row, clock.now()),
});
