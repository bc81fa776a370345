/** The clients, in the order they run. */
import type { Client } from './client.ts';
import { evolution } from './evolution.ts';
import { litmus } from './litmus.ts';
import { pythonCaldav } from './python-caldav.ts';
import { tsdav } from './tsdav.ts';
import { vdirsyncer } from './vdirsyncer.ts';

export const clients: readonly Client[] = [tsdav, pythonCaldav, vdirsyncer, evolution, litmus];
