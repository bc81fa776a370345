import { type Content, type Member, type MemberPlace, memberDecider, placed } from '../collection/member.ts';
import { propertyBody, propertyNames } from '../kernel/stored-properties.ts';
import type { ContactEvent, ContactFacts } from './events.ts';

export type Contact = Member<ContactFacts>;

const place = ({ object, collection: book, name }: MemberPlace) => ({ object, book, name });

const facts = ({ uid, component }: ContactFacts): ContactFacts => ({ ...(uid !== undefined && { uid }), component });

const body = ({ bytes, sent }: Content) => ({ stored: bytes, ...(sent !== undefined && { sent }) });

/** One contact: a card, or a list of cards. */
export const contact = memberDecider<ContactFacts, ContactEvent>({
  created: (at, content) => ({
    type: 'contact-created',
    data: { ...place(at), ...facts(content) },
    body: body(content),
  }),
  changed: (now, content) => ({
    type: 'contact-changed',
    data: { ...place(now), ...facts(content), created: now.created },
    body: body(content),
  }),
  moved: ({ collection: fromBook, name: fromName, created }, to, content) => ({
    type: 'contact-moved',
    data: { ...place(to), ...facts(content), created, fromBook, fromName },
    body: body(content),
  }),
  propertiesChanged: (at, change) => ({
    type: 'contact-properties-changed',
    data: { ...place(at), ...propertyNames(change) },
    body: propertyBody(change.set),
  }),
  deleted: (now) => ({ type: 'contact-deleted', data: { ...place(now), created: now.created } }),
  evolve: (now, event) => {
    switch (event.type) {
      case 'contact-created':
      case 'contact-moved':
        return placed({ ...event.data, collection: event.data.book }, facts(event.data), event);
      case 'contact-changed': {
        if (now.is !== 'live') return now;
        const { uid: _, ...kept } = now;
        return { ...kept, ...facts(event.data), etag: event.id };
      }
      case 'contact-properties-changed':
        return now;
      case 'contact-deleted':
        return { is: 'deleted' };
    }
  },
});
