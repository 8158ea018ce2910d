import type { Random } from '../random';
import type { Computer } from './organisation';

const CHROME = ['138.0.7204.101', '138.0.7204.169', '139.0.7258.67', '139.0.7258.128'];

const COMPUTERS: readonly (readonly [
  weight: number,
  os: string,
  versions: readonly string[],
  browsers: readonly (readonly [string, readonly string[]])[],
])[] = [
  [
    55,
    'Windows',
    ['11', '11', '11', '10'],
    [
      ['Chrome', CHROME],
      ['Edge Chromium', ['138.0.3351.95', '139.0.3405.86']],
      ['Firefox', ['140.0', '141.0']],
    ],
  ],
  [
    38,
    'Mac OS X',
    ['14.7.6', '15.5', '15.6'],
    [
      ['Chrome', CHROME],
      ['Safari', ['18.5', '18.6']],
      ['Firefox', ['141.0']],
    ],
  ],
  [
    7,
    'Linux',
    ['6.8.0'],
    [
      ['Chrome', CHROME],
      ['Firefox', ['140.0', '141.0']],
    ],
  ],
];

/** The computer somebody works on. */
export function makeComputer(random: Random, owner: string): Computer {
  const [os, versions, browsers] = random.weighted(
    COMPUTERS.map(([weight, ...rest]) => [weight, rest] as const),
  );
  const [browser, browserVersions] = random.pick(browsers);
  return {
    epkey: random.key('EP'),
    os,
    osVersion: random.pick(versions),
    browser,
    browserVersion: random.pick(browserVersions),
    hostname: `${os === 'Windows' ? 'WS' : 'NB'}-${owner.replaceAll('.', '').slice(0, 9).toUpperCase()}`,
    managed: random.chance(0.8),
  };
}

/** A phone or tablet with its own browser. */
export function makeHandheld(random: Random): Computer {
  const apple = random.chance(0.55);
  return {
    epkey: random.key('EP'),
    os: apple ? 'iOS' : 'Android',
    osVersion: apple ? random.pick(['17.7', '18.5', '18.6']) : random.pick(['13', '14', '15']),
    browser: apple ? 'Mobile Safari' : 'Chrome Mobile',
    browserVersion: apple ? '18.5' : random.pick(CHROME),
    hostname: null,
    managed: false,
  };
}

/** What an attacker signs in with; private windows have no endpoint key. */
export function makeAttackerComputer(random: Random): Computer {
  const os = random.pick(['Windows', 'Windows', 'Linux', 'Mac OS X']);
  return {
    epkey: random.chance(0.7) ? random.key('EP') : null,
    os,
    osVersion: os === 'Windows' ? '10' : os === 'Linux' ? '5.15.0' : '10.15.7',
    browser: random.pick(['Chrome', 'Firefox', 'Headless Chrome']),
    browserVersion: random.pick(['109.0.5414.120', '115.0', '128.0.6613.120']),
    hostname: null,
    managed: false,
  };
}

const PHONES = [
  'iPhone 13',
  'iPhone 14',
  'iPhone 15',
  'iPhone 15 Pro',
  'iPhone 16',
  'Samsung Galaxy S23',
  'Samsung Galaxy A54',
  'Google Pixel 8',
  'Google Pixel 9',
  'Generic Smartphone',
];

/** The name Duo shows for a phone: model and number, digits put in for each # of the format. */
export function phoneName(random: Random, numberFormat: string): string {
  const number = numberFormat.replace(/#/g, () => String(random.int(10)));
  return `${random.pick(PHONES)} (${number})`;
}
