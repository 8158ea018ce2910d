import { phoneOf, type Phone } from '../organisation/phones';
import type { Administrator } from '../organisation/organisation';
import type { Act, Target } from '../records/act';
import { act, aPerson, aPhone, byAdministrator, byPerson, fromDesk, type From } from '../records/actors';
import type { SignIn } from '../records/sign-in';
import type { TrustEvent } from '../records/write-trust-event';
import { attempt, exposedApplication, foreignSource, moment, type Scene } from './campaign';

/** What an attack on the platform itself leaves behind: sign-ins, deeds, Trust Monitor's view, changed accounts. */
export interface PlatformDeed {
  readonly signIns: readonly SignIn[];
  readonly acts: readonly Act[];
  readonly trust: readonly TrustEvent[];
  readonly administrator: Administrator;
  /** The target is in bypass between these instants (ms). */
  readonly bypass?: { readonly from: number; readonly to: number };
  /** A phone that the target has from then on. */
  readonly phone?: Phone;
}

export type PlatformCampaign = (scene: Scene) => PlatformDeed;

const signedIn = (scene: Scene, admin: Administrator, from: From, ms: number): Act =>
  act(
    scene.random,
    ms * 1000,
    'admin_login',
    { actor: byAdministrator(admin), from, outcome: 'SUCCESS' },
    {
      description: {
        ip_address: from.ip,
        device: admin.person.authenticator.name,
        factor: 'sms',
        primary_auth_method: 'Password',
        role: admin.role,
      },
    },
  );

/** Somebody talks the help desk into a bypass for the target, and comes in without a second factor. */
export const bypassEnabled: PlatformCampaign = (scene) => {
  const { organisation, random, target } = scene;
  const desk = organisation.administrators.filter(({ role }) => role === 'Help Desk');
  const admin = random.pick(desk.length > 0 ? desk : organisation.administrators);
  const from = fromDesk(admin);
  const at = moment(scene, 240, 1);
  const until = moment(scene, 8 * 3600, 1800);
  const deed = { actor: byAdministrator(admin), from };
  const change = (ms: number, status: string, before: string): Act =>
    act(
      random,
      ms * 1000,
      'user_update',
      { ...deed, target: aPerson(target, status), oldTarget: aPerson(target, before) },
      { object: target.username, description: { status } },
    );
  return {
    administrator: admin,
    acts: [
      signedIn(scene, admin, from, moment(scene, 0, 0)),
      change(at, 'Bypass', 'Active'),
      act(
        random,
        moment(scene, 300, 2) * 1000,
        'bypass_create',
        { ...deed, target: { ...aPerson(target), type: 'user_bypass' } },
        {
          object: target.username,
          description: { bypass_code_ids: [random.key('DB')], count: 1, remaining_uses: 1, valid_secs: 3600 },
        },
      ),
      change(until, 'Active', 'Bypass'),
    ],
    trust: [
      {
        type: 'bypass_status',
        origin: `bypass ${target.key} ${at}`,
        surfacedMs: at + 2,
        at,
        enabledBy: { key: admin.key, name: admin.name },
        enabledFor: { key: target.key, name: target.username },
        priorityCountry: null,
      },
    ],
    bypass: { from: at, to: until },
    signIns: [
      attempt(scene, target, foreignSource(scene), moment(scene, 600, 2.5), {
        application: exposedApplication(scene),
        factor: 'not_available',
        result: 'success',
        reason: 'bypass_user',
        phoneAnswers: false,
      }),
    ],
  };
};

/** What follows when an attacker has got in: a phone of their own is registered in the target's name. */
export function registerDevice(scene: Scene, from: From, ms: number, signIn: SignIn | null): PlatformDeed {
  const { organisation, random, target } = scene;
  const phone: Phone = {
    ...phoneOf(random.key('DP'), 'Generic Smartphone'),
    number: '',
    osVersion: '9',
    encrypted: 'Unencrypted',
    screenlock: 'Unlocked',
    tampered: 'Tampered',
  };
  const subject: Target = {
    ...aPhone(target),
    key: phone.id,
    name: phone.model,
    details: {
      model: phone.model,
      number: '',
      os: phone.platform,
      os_version: phone.osVersion,
      tampered_status: phone.tampered,
    },
  };
  const deed = { actor: byPerson(target), from, target: subject };
  return {
    administrator: random.pick(organisation.administrators),
    acts: [
      act(random, ms * 1000, 'phone_create', deed, null),
      act(random, (ms + 200) * 1000, 'phone_associate', deed, null),
    ],
    trust: [
      {
        type: 'device_registration',
        origin: `device ${phone.id}`,
        signIn,
        surfacedMs: ms + 500,
        explanations: [
          { type: 'REGISTER_OS_OUTDATED', summary: 'The operating system of the new device is out of date.' },
          { type: 'REGISTER_TAMPERED', summary: 'The new device has been tampered with.' },
        ],
        priorityCountry: null,
      },
    ],
    phone,
    signIns: [],
  };
}

/** Pushes until one is approved, and at once a device of the attacker's own. */
export const riskyDeviceRegistration: PlatformCampaign = (scene) => {
  const source = foreignSource(scene);
  const application = exposedApplication(scene);
  const push = (step: number, approved: boolean): SignIn =>
    attempt(scene, scene.target, source, moment(scene, step * 60, step * 0.6), {
      application,
      factor: 'duo_push',
      result: approved ? 'success' : 'denied',
      reason: approved ? 'user_approved' : 'user_mistake',
    });
  const signIns = [push(0, false), push(1, false), push(2, false), push(3, true)];
  const enrolment: SignIn = {
    ...attempt(scene, scene.target, source, moment(scene, 300, 2.4), {
      application,
      factor: 'not_available',
      result: 'success',
      reason: null,
      phoneAnswers: false,
    }),
    eventType: 'enrollment',
  };
  const registered = registerDevice(scene, source, moment(scene, 305, 2.6), enrolment);
  return { ...registered, signIns: [...signIns, enrolment] };
};

/** An administrator's account in other hands: all that makes the next attack easy, one thing after the other. */
export const adminHighRisk: PlatformCampaign = (scene) => {
  const { organisation, random } = scene;
  const admin = random.pick(organisation.administrators);
  const source = foreignSource(scene);
  const actor = byAdministrator(admin);
  const application = random.pick(organisation.applications);
  const subject = (type: string, key: string, name: string): Target => ({ type, key, name, details: null });
  let step = 0;
  const deed = (
    name: string,
    target: Target | null,
    object: string | null,
    description: Record<string, unknown> | string | null,
    outcome?: 'FAILURE',
  ): Act => {
    step += 1;
    const ms = moment(scene, step * 50, step * 0.3);
    return act(
      random,
      ms * 1000,
      name,
      { actor, from: source, target, ...(outcome ? { outcome } : {}) },
      { object, description },
    );
  };
  const createdAdmin = `support-${random.hex(4)}`;
  const policy = subject('policy', random.key('PO'), 'Global Policy');
  return {
    administrator: admin,
    signIns: [],
    trust: [],
    acts: [
      deed(
        'admin_2fa_error',
        null,
        null,
        { ip_address: source.ip, error: 'Login request reported as fraudulent.', email: admin.email },
        'FAILURE',
      ),
      signedIn(scene, admin, source, moment(scene, 20, 0.2)),
      deed('admin_create', subject('admin', random.key('DE'), createdAdmin), createdAdmin, {
        email: `${createdAdmin}@mail.example`,
        role: 'Owner',
      }),
      deed('admin_single_sign_on_update', subject('login_settings', '', 'Single sign-on'), null, {
        enforcement_status: 'optional',
        previous: 'required',
      }),
      deed('policy_update', policy, policy.name, {
        new_user_behavior: 'allow',
        risk_based_factor_selection: 'disabled',
      }),
      ...['VPN', 'Administrators', 'Contractors'].map((name) => {
        const removed = `${name} policy`;
        return deed('policy_delete', subject('policy', random.key('PO'), removed), removed, null);
      }),
      deed(
        'integration_skey_view',
        subject('integration', application.key, application.name),
        application.name,
        null,
      ),
      deed(
        'integration_create',
        subject('adminap_integrations', random.key('DI'), 'Admin API 2'),
        'Admin API 2',
        {
          type: 'adminapi',
          name: 'Admin API 2',
        },
      ),
      deed('adminapi_request_ip_denied', null, null, {
        ip_address: source.ip,
        error: 'Source address is not in the networks for API access',
      }),
      deed('admin_lockout', subject('admin', admin.key, admin.name), admin.name, ''),
    ],
  };
};
