import { numberOf } from '../organisation/phones';
import { Random, hashText, mix } from '../random';
import { asciiJson } from './ascii-json';
import type { Entry } from './log';
import type { SignIn } from './sign-in';
import { isoMicros } from './write-record';

const TELEPHONY_STREAM = 501;
const LEAD_MICROS = 12_000_000;

const TYPES: Readonly<Record<string, 'sms' | 'phone'>> = { sms_passcode: 'sms', phone_call: 'phone' };

/** A message or call that Duo paid for. */
export interface Message {
  readonly micros: number;
  readonly id: string;
  readonly context: 'authentication' | 'enrollment' | 'administrator login' | 'verify';
  readonly type: 'sms' | 'phone';
  readonly phone: string;
  readonly txid: string | null;
}

/** The record of `/admin/v2/logs/telephony`. */
export function writeTelephony(message: Message): Entry {
  const { id, micros, phone } = message;
  const abroad = phone.startsWith('+1') ? 1 : 3;
  const json = asciiJson({
    context: message.context,
    credits: message.type === 'phone' ? abroad + 1 : abroad,
    phone,
    telephony_id: id,
    ts: isoMicros(micros),
    txid: message.txid,
    type: message.type,
  });
  return { ms: Math.floor(micros / 1000), txid: id, json };
}

/** The message or call that a sign-in took, a few seconds before it ends; null for one that took none. */
export function messageOf(signIn: SignIn): Message | null {
  const { person, txid } = signIn;
  if (!person) return null;
  const enrolls = signIn.eventType === 'enrollment';
  const type = enrolls ? 'sms' : TYPES[signIn.factor];
  const phone = numberOf(person.authenticator.name);
  if (!type || phone === '') return null;
  const random = new Random(mix(TELEPHONY_STREAM, hashText(txid)));
  return {
    micros: signIn.micros - LEAD_MICROS - random.int(20_000_000),
    id: random.uuid(),
    context: enrolls ? 'enrollment' : 'authentication',
    type,
    phone,
    txid,
  };
}
