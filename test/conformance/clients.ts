/** The clients, in the order they run. */
import type { Client } from './client.ts';
import { evolution, evolutionContacts } from './evolution.ts';
import { litmus } from './litmus.ts';
import { pythonCaldav } from './python-caldav.ts';
import { sharingContacts } from './sharing-contacts.ts';
import { sharingFromEvolution } from './sharing-from-evolution.ts';
import { sharingToEvolution } from './sharing-to-evolution.ts';
import { tsdav } from './tsdav.ts';
import { tsdavContacts } from './tsdav-contacts.ts';
import { vdirsyncer } from './vdirsyncer.ts';
import { vdirsyncerContacts } from './vdirsyncer-contacts.ts';

export const clients: readonly Client[] = [
  tsdav,
  tsdavContacts,
  pythonCaldav,
  vdirsyncer,
  vdirsyncerContacts,
  evolution,
  evolutionContacts,
  sharingFromEvolution,
  sharingToEvolution,
  sharingContacts,
  litmus,
];
