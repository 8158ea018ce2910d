import { statusAt, type DirectoryUser } from '../organisation/directory';
import type { Phone } from '../organisation/phones';
import { hashText } from '../random';
import { listEndpoint } from './list-page';

const DAY_MS = 86_400_000;

/** A phone as a user's record has it; `last_seen` is a time without a zone. */
export function phoneJson(phone: Phone, now: number): Record<string, unknown> {
  const seen = Math.floor(now / DAY_MS) * DAY_MS - (hashText(phone.id) % 5) * DAY_MS + 9 * 3_600_000;
  return {
    activated: true,
    app_version: phone.appVersion,
    capabilities: ['auto', 'push', 'sms', 'phone', 'mobile_otp'],
    encrypted: phone.encrypted,
    extension: '',
    fingerprint: phone.fingerprint,
    last_seen: new Date(Math.min(seen, now)).toISOString().slice(0, 19),
    model: phone.model,
    name: '',
    number: phone.number,
    os_version: phone.osVersion,
    phone_id: phone.id,
    platform: phone.platform,
    postdelay: '',
    predelay: '',
    screenlock: phone.screenlock,
    sms_passcodes_sent: false,
    tampered: phone.tampered,
    type: 'Mobile',
  };
}

interface OwnedPhone {
  readonly phone: Phone;
  readonly owner: DirectoryUser;
}

export const phones = listEndpoint<OwnedPhone>({
  path: '/admin/v1/phones',
  permission: 'read_resource',
  most: 500,
  usual: 100,
  rows: ({ directory }, parameters) => {
    const number = parameters.get('number');
    return directory
      .users()
      .flatMap((owner) => owner.phones.map((phone) => ({ phone, owner })))
      .filter(({ phone }) => number === undefined || phone.number === number)
      .sort((left, right) => (left.phone.id < right.phone.id ? -1 : 1));
  },
  write: ({ clock }, { phone, owner }) => ({
    ...phoneJson(phone, clock.now()),
    users: [
      {
        email: owner.email,
        last_login: null,
        notes: owner.notes,
        realname: owner.realname,
        status: statusAt(owner, clock.now()),
        user_id: owner.id,
        username: owner.username,
      },
    ],
  }),
});
