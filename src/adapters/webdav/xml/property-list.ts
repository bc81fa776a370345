import { PROLOG, raw, text, type Xml } from './write.ts';

/** What a property list may say; numbers are whole. */
export type PropertyListValue =
  | string
  | number
  | boolean
  | readonly PropertyListValue[]
  | { readonly [key: string]: PropertyListValue };

const written = (value: PropertyListValue): Xml => {
  switch (typeof value) {
    case 'string':
      return raw(`<string>${text(value)}</string>`);
    case 'number':
      return raw(`<integer>${value}</integer>`);
    case 'boolean':
      return raw(value ? '<true/>' : '<false/>');
    case 'object':
      return raw(Array.isArray(value) ? `<array>${value.map(written).join('')}</array>` : dictionary(value));
  }
};

const dictionary = (entries: object): string =>
  `<dict>${Object.entries(entries)
    .map(([key, value]) => `<key>${text(key)}</key>${written(value)}`)
    .join('')}</dict>`;

const DOCTYPE =
  '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n';

/** Apple's property list in XML, as a whole document. */
export const propertyList = (value: PropertyListValue): string =>
  `${PROLOG}${DOCTYPE}<plist version="1.0">${written(value)}</plist>\n`;
