import { describe, expect, it } from 'vitest';
import { distanceKm } from '@/domain/detection/derived/distance';
import type { Place } from '@/domain/authentication-record';
import { createLogger } from '@/server/platform/logger';
import { openGeography } from './open-geography';

const log = createLogger({ format: 'json', level: 'silent', process: 'test' });
const geography = openGeography({ asnFile: null, log });

/** A place as Duo writes it: city, state, country, with `-` for what is missing. */
function placeOf(written: string): Place {
  const [city = '-', state = '-', country = '-'] = written.split(' | ');
  const known = (word: string) => (word === '-' ? null : word);
  return { city: known(city), state: known(state), country: known(country) };
}

/** Where each is, from an atlas: whole degrees and tenths. */
const PLACED: readonly (readonly [string, number, number])[] = [
  ['Ann Arbor | Michigan | United States', 42.3, -83.7],
  ['Boston | Massachusetts | United States', 42.4, -71.1],
  ['Seattle | Washington | United States', 47.6, -122.3],
  ['Washington | District of Columbia | United States', 38.9, -77.0],
  ['Washington | Washington, D.C. | United States', 38.9, -77.0],
  ['New York | New York | United States', 40.7, -74.0],
  ['The Bronx | New York | United States', 40.8, -73.9],
  ['Springfield | Illinois | United States', 39.8, -89.6],
  ['Springfield | Missouri | United States', 37.2, -93.3],
  ['Portland | Maine | United States', 43.7, -70.3],
  ['Paris | Texas | United States', 33.7, -95.6],
  ['St. Louis | Missouri | United States', 38.6, -90.2],
  ['Ft. Worth | Texas | United States of America', 32.7, -97.3],
  ['Kansas City | Kansas | United States', 39.1, -94.6],
  ['Ashburn | Virginia | United States', 39.0, -77.5],
  ['Houston | - | United States', 29.8, -95.4],
  ['Honolulu | Hawaii | USA', 21.3, -157.9],
  ['San Juan | - | Puerto Rico', 18.5, -66.1],
  ['Toronto | Ontario | Canada', 43.7, -79.4],
  ['London | - | Canada', 43.0, -81.2],
  ["St. John's | Newfoundland and Labrador | Canada", 47.6, -52.7],
  ['Saint John | New Brunswick | Canada', 45.3, -66.1],
  ['Mexico City | Mexico City | Mexico', 19.4, -99.1],
  ['London | England | United Kingdom', 51.5, -0.1],
  ['Lerwick | Shetland Islands | United Kingdom', 60.2, -1.1],
  ['Newport | Wales | Great Britain', 51.6, -3.0],
  ['Dublin | Dublin City | Ireland', 53.3, -6.2],
  ['Paris | Île-de-France | France', 48.9, 2.3],
  ['Munich | Bavaria | Germany', 48.1, 11.6],
  ['München | Bayern | Germany', 48.1, 11.6],
  ['Muenchen | - | Germany', 48.1, 11.6],
  ['Cologne | North Rhine-Westphalia | Germany', 50.9, 7.0],
  ['Konstanz | Baden-Württemberg | Germany', 47.7, 9.2],
  ['Mainz | Rhineland-Palatinate | Germany', 50.0, 8.3],
  ['Berlin | Land Berlin | Germany', 52.5, 13.4],
  ['Frankfurt am Main | Hesse | Germany', 50.1, 8.7],
  ['The Hague | South Holland | The Netherlands', 52.1, 4.3],
  ['St. Gallen | Saint Gallen | Switzerland', 47.4, 9.4],
  ['Vienna | Vienna | Austria', 48.2, 16.4],
  ['Prague | Prague | Czech Republic', 50.1, 14.4],
  ['Kraków | - | Poland', 50.1, 19.9],
  ['Gothenburg | Västra Götaland County | Sweden', 57.7, 12.0],
  ['Copenhagen | Capital Region | Denmark', 55.7, 12.6],
  ['Seville | Andalusia | Spain', 37.4, -6.0],
  ['Kiev | - | Ukraine', 50.5, 30.5],
  ['Moscow | Moscow | Russian Federation', 55.8, 37.6],
  ['St Petersburg | St.-Petersburg | Russia', 59.9, 30.3],
  ['İstanbul | Istanbul | Türkiye', 41.0, 29.0],
  ['Tel Aviv | Tel Aviv | Israel', 32.1, 34.8],
  ['Dubai | Dubai | United Arab Emirates', 25.1, 55.3],
  ['Tehran | - | Iran, Islamic Republic of', 35.7, 51.4],
  ['Lagos | Lagos | Nigeria', 6.5, 3.4],
  ['Kinshasa | - | Congo, The Democratic Republic of the', -4.3, 15.3],
  ["Abidjan | - | Côte d'Ivoire", 5.4, -4.0],
  ['Johannesburg | Gauteng | South Africa', -26.2, 28.0],
  ['Bangalore | Karnataka | India', 13.0, 77.6],
  ['New Delhi | National Capital Territory of Delhi | India', 28.6, 77.2],
  ['Hyderabad | - | India', 17.4, 78.5],
  ['Hyderabad | - | Pakistan', 25.4, 68.4],
  ["Xi'an | Shaanxi | China", 34.3, 108.9],
  ['Hong Kong | - | Hong Kong', 22.3, 114.2],
  ['Taipei | Taipei City | Taiwan, Province of China', 25.1, 121.5],
  ['Seoul | Seoul | Korea, Republic of', 37.6, 127.0],
  ['Tokyo | Tokyo | Japan', 35.7, 139.7],
  ['Hanoi | Hanoi | Viet Nam', 21.0, 105.8],
  ['Singapore | Central Singapore | Singapore', 1.3, 103.9],
  ['Sydney | New South Wales | Australia', -33.9, 151.2],
  ['Auckland | Auckland | New Zealand', -36.8, 174.8],
  ['São Paulo | São Paulo | Brazil', -23.5, -46.6],
  ['Buenos Aires | Buenos Aires | Argentina', -34.6, -58.4],
  ['Bogotá | Bogota D.C. | Colombia', 4.6, -74.1],
];

describe('a place as Duo writes it', () => {
  it.each(PLACED)('%s is found', (written, latitude, longitude) => {
    const found = geography.coordinatesOf(placeOf(written));
    expect(found).not.toBeNull();
    if (found !== null) expect(distanceKm(found, { latitude, longitude })).toBeLessThan(15);
  });

  it.each([
    ['Springfield | - | United States', 'several, far apart, of like size'],
    ['Portland | - | United States', 'two, the larger not twenty times the other'],
    ['Columbus | - | United States', 'three'],
    ['Paris | - | United States', 'several, and the famous one is elsewhere'],
    ['Newport | - | United Kingdom', 'three'],
    ['Neustadt | - | Germany', 'many'],
    ['Frankfurt | - | Germany', 'also goes by it: on the Main and on the Oder'],
    ['San Fernando | - | Philippines', 'two cities'],
    ['Richmond | - | Australia', 'many'],
    ['Suzhou | - | China', 'two cities of millions'],
    ['Los Angeles | Texas | United States', 'not in that state'],
    ['Nowhere | Bavaria | Germany', 'not known'],
    ['Berlin | - | Atlantis', 'country not known'],
    ['Boston | Massachusetts | -', 'no country'],
    ['- | Bavaria | Germany', 'no city'],
    ['- | - | -', 'nothing'],
    ['北京 | - | China', 'another script'],
  ])('%s is not guessed: %s', (written) => {
    expect(geography.coordinatesOf(placeOf(written))).toBeNull();
  });

  it('is found again, and told from its neighbours, after thousands of others', () => {
    const boston = placeOf('Boston | Massachusetts | United States');
    const before = geography.coordinatesOf(boston);
    for (let number = 0; number < 5_000; number += 1)
      expect(geography.coordinatesOf({ ...boston, city: `Nowhere ${number}` })).toBeNull();
    expect(geography.coordinatesOf(boston)).toEqual(before);
    expect(geography.coordinatesOf({ ...boston, state: 'Texas' })).toBeNull();
  });
});

describe('without an address-to-ASN file', () => {
  it('no autonomous system is known', () => {
    expect(geography.asnOf('8.8.8.8')).toBeNull();
  });
});
