/** A calendar of which somebody sees and changes what its owner lets him: the owner has vdirsyncer, the other Evolution. */
import assert from 'node:assert/strict';
import type { Evolution } from './evolution-remote.ts';
import { event } from './sample.ts';
import { setRoles } from './share.ts';
import { ALARM, calendars, called, ofClass, type Sharing, sharing } from './sharing.ts';

const EVERYTHING = ['PublicModifier', 'ObjectCreator', 'ObjectEraser'];

const checks = ({ owner, colleague, url, folder }: Sharing, ann: Evolution) => {
  const jo = folder(owner, 'jo', 'conformance-shared');
  return {
    'opens what is subscribed to': async () => {
      await jo.discover();
      await ann.open();
    },
    'what the owner makes arrives, without his alarms': async () => {
      jo.put('shared-1', event('shared-1', 'Meeting', '20250110', ...ALARM));
      jo.put('shared-2', event('shared-2', 'Lunch', '20250111'));
      await jo.sync();
      await ann.fetch(['Lunch', 'Meeting']);
      assert.doesNotMatch(ann.textOf('Meeting'), /VALARM|Of the owner/);
    },
    'what a modifier changes reaches the owner, whose alarm is still there': async () => {
      await ann.put(called(ann.textOf('Meeting'), 'Meeting of ann'));
      await ann.fetch(['Lunch', 'Meeting of ann']);
      await jo.sync();
      assert.deepEqual(jo.titles(), ['Lunch', 'Meeting of ann']);
      assert.match(jo.textOf('Meeting of ann'), /BEGIN:VALARM[\s\S]*Of the owner[\s\S]*END:VALARM/);
      assert.doesNotMatch(ann.textOf('Meeting of ann'), /VALARM|Of the owner/);
    },
    'what a creator makes reaches the owner, and what an eraser deletes leaves him': async () => {
      await ann.put(event('shared-3', 'Dinner', '20250112'));
      await ann.remove('shared-2');
      await ann.fetch(['Dinner', 'Meeting of ann']);
      await jo.sync();
      assert.deepEqual(jo.titles(), ['Dinner', 'Meeting of ann']);
    },
    'what the owner deletes goes': async () => {
      jo.remove('Dinner');
      await jo.sync();
      await ann.fetch(['Meeting of ann']);
    },
    'what becomes private goes, and comes back when it is public again': async () => {
      jo.put('shared-4', event('shared-4', 'Holiday', '20250113'));
      await jo.sync();
      await ann.fetch(['Holiday', 'Meeting of ann']);
      jo.change('Holiday', ofClass(jo.textOf('Holiday'), 'PRIVATE'));
      await jo.sync();
      await ann.fetch(['Meeting of ann']);
      jo.change('Holiday', ofClass(jo.textOf('Holiday'), 'PUBLIC'));
      await jo.sync();
      await ann.fetch(['Holiday', 'Meeting of ann']);
    },
    'of what is private only date and time arrive, where no more is given': async () => {
      await setRoles(owner, url, colleague, ['PublicModifier', 'PrivateDAndTViewer']);
      jo.remove('Holiday');
      jo.put('shared-5', ofClass(event('shared-5', 'Dentist', '20250114'), 'PRIVATE'));
      await jo.sync();
      await ann.fetch(['(Private event)', 'Meeting of ann']);
      assert.doesNotMatch([...ann.texts()].flat().join(), /Dentist|shared-5/);
    },
    'a viewer who changes something is refused, and sees what the owner has': async () => {
      await setRoles(owner, url, colleague, ['PublicViewer']);
      await ann.fetch(['Meeting of ann']);
      const meeting = ann.textOf('Meeting of ann');
      await ann.refused('put', called(meeting, 'Not allowed'));
      await ann.refused('remove', 'shared-1');
      await jo.sync();
      assert.deepEqual(jo.titles(), ['Dentist', 'Meeting of ann']);
      await ann.fetch(['Meeting of ann']);
    },
    'without a role it says that there is nothing, and learns nothing new': async () => {
      await setRoles(owner, url, colleague, []);
      jo.put('shared-6', event('shared-6', 'Unseen', '20250114'));
      await jo.sync();
      assert.match(await ann.complaint(), /404/);
      assert.match(await ann.refused('put', event('shared-7', 'Unwanted', '20250114')), /There is nothing here/);
      assert.doesNotMatch([...ann.texts()].flat().join(), /Unseen|Unwanted/);
    },
  };
};

export const sharingToEvolution = sharing('sharing-to-evolution', calendars, EVERYTHING, (between) => {
  const ann = between.evolution(between.colleague, between.subscribed);
  return { steps: checks(between, ann), stop: () => ann.stop() };
});
