/** A calendar of which somebody sees and changes what its owner lets him: the owner has Evolution, the other vdirsyncer. */
import assert from 'node:assert/strict';
import type { Evolution } from './evolution-remote.ts';
import { event } from './sample.ts';
import { setRoles } from './share.ts';
import { ALARM, calendars, called, looksOf, ofClass, type Sharing, setLooks, sharing } from './sharing.ts';
import type { Folder } from './vdirsyncer-folder.ts';

const EVERYTHING = ['PublicModifier', 'ObjectCreator', 'ObjectEraser'];
/** Nothing of a private event but when it is. */
const REDUCED = { titles: ['(Private event)', 'Meeting of ann'], hidden: /Holiday|shared-4/ };

const arrivesReduced = (folder: Folder): void => {
  assert.deepEqual(folder.titles(), REDUCED.titles);
  assert.doesNotMatch([...folder.texts()].flat().join(), REDUCED.hidden);
};

const checks = ({ owner, colleague, url, name, folder }: Sharing, jo: Evolution) => {
  const folderOf = (path: string, more: { readOnly?: true } = {}) => folder(colleague, path, name, more);
  const ann = folderOf('ann');
  return {
    'finds the calendar in the home of who subscribed to it': async () => {
      await jo.open();
      await ann.discover();
    },
    'what the owner makes arrives, without his alarms': async () => {
      await jo.put(event('shared-1', 'Meeting', '20250110', ...ALARM));
      await jo.put(event('shared-2', 'Lunch', '20250111'));
      await jo.fetch(['Lunch', 'Meeting']);
      await ann.sync();
      assert.deepEqual(ann.titles(), ['Lunch', 'Meeting']);
      assert.doesNotMatch(ann.textOf('Meeting'), /VALARM|Of the owner/);
    },
    'what a modifier changes reaches the owner, whose alarm is still there': async () => {
      ann.change('Meeting', called(ann.textOf('Meeting'), 'Meeting of ann'));
      await ann.sync();
      await jo.fetch(['Lunch', 'Meeting of ann']);
      assert.match(jo.textOf('Meeting of ann'), /BEGIN:VALARM[\s\S]*Of the owner[\s\S]*END:VALARM/);
      await ann.sync();
      assert.deepEqual(ann.titles(), ['Lunch', 'Meeting of ann']);
      assert.doesNotMatch(ann.textOf('Meeting of ann'), /VALARM|Of the owner/);
    },
    'what a creator makes reaches the owner, and what an eraser deletes leaves him': async () => {
      ann.put('shared-3', event('shared-3', 'Dinner', '20250112'));
      ann.remove('Lunch');
      await ann.sync();
      await jo.fetch(['Dinner', 'Meeting of ann']);
    },
    'what the owner deletes goes': async () => {
      await jo.remove('shared-3');
      await jo.fetch(['Meeting of ann']);
      await ann.sync();
      assert.deepEqual(ann.titles(), ['Meeting of ann']);
    },
    'what becomes private goes with the next sync, and comes back when it is public again': async () => {
      await jo.put(event('shared-4', 'Holiday', '20250113'));
      await jo.fetch(['Holiday', 'Meeting of ann']);
      await ann.sync();
      await jo.put(ofClass(jo.textOf('Holiday'), 'PRIVATE'));
      await ann.sync();
      assert.deepEqual(ann.titles(), ['Meeting of ann']);
      await jo.put(ofClass(jo.textOf('Holiday'), 'PUBLIC'));
      await ann.sync();
      assert.deepEqual(ann.titles(), ['Holiday', 'Meeting of ann']);
    },
    'each has a name and a colour of his own for it': async () => {
      await setLooks(owner, url, { name: 'Jo’s things', color: '#AA0000FF' });
      await ann.metasync();
      assert.match(ann.property('displayname'), /^Jo’s things/);
      assert.match(ann.property('color'), /^#aa0000/i);
      ann.setProperty('displayname', 'What Jo does');
      ann.setProperty('color', '#00BB00');
      await ann.metasync();
      assert.deepEqual(await looksOf(owner, url), { name: 'Jo’s things', color: '#AA0000FF' });
      await ann.metasync();
      assert.deepEqual([ann.property('displayname'), ann.property('color')], ['What Jo does', '#00BB00']);
    },
    'a viewer sees everything public, and his changes are put back': async () => {
      await setRoles(owner, url, colleague, ['PublicViewer']);
      ann.change('Meeting of ann', called(ann.textOf('Meeting of ann'), 'Not allowed'));
      assert.notEqual((await ann.try('sync')).code, 0);
      const viewer = folderOf('viewer', { readOnly: true });
      await viewer.discover();
      await viewer.sync();
      assert.deepEqual(viewer.titles(), ['Holiday', 'Meeting of ann']);
      viewer.remove('Holiday');
      viewer.change('Meeting of ann', called(viewer.textOf('Meeting of ann'), 'Not allowed'));
      // What was changed here is put back by the sync after the one that finds it.
      await viewer.sync();
      await viewer.sync();
      assert.deepEqual(viewer.titles(), ['Holiday', 'Meeting of ann']);
      await jo.fetch(['Holiday', 'Meeting of ann']);
    },
    'of what is private only date and time arrive, where no more is given': async () => {
      await setRoles(owner, url, colleague, ['PublicViewer', 'PrivateDAndTViewer']);
      await jo.put(ofClass(jo.textOf('Holiday'), 'PRIVATE'));
      const reduced = folderOf('reduced');
      await reduced.discover();
      await reduced.sync();
      arrivesReduced(reduced);
      await jo.put(ofClass(jo.textOf('Holiday'), 'PUBLIC'));
      await reduced.sync();
      assert.deepEqual(reduced.titles(), ['Holiday', 'Meeting of ann']);
      await jo.put(ofClass(jo.textOf('Holiday'), 'PRIVATE'));
      await reduced.sync();
      arrivesReduced(reduced);
    },
    'without a role the calendar is gone': async () => {
      await setRoles(owner, url, colleague, []);
      assert.notEqual((await ann.try('sync')).code, 0);
      const after = folderOf('after');
      assert.notEqual((await after.try('discover', 'n\nn\nn\n')).code, 0);
    },
    'and with the role it is there again, as it was subscribed to': async () => {
      await setRoles(owner, url, colleague, EVERYTHING);
      const again = folderOf('again');
      await again.discover();
      await again.sync();
      assert.deepEqual(again.titles(), ['Meeting of ann']);
    },
  };
};

export const sharingFromEvolution = sharing('sharing-from-evolution', calendars, EVERYTHING, (between) => {
  const jo = between.evolution(between.owner, between.url);
  return { steps: checks(between, jo), stop: () => jo.stop() };
});
