/** An address book of which somebody sees and changes what its owner lets him: the owner has Evolution, the other vdirsyncer. */
import assert from 'node:assert/strict';
import type { Evolution } from './evolution-remote.ts';
import { card } from './sample.ts';
import { setRoles } from './share.ts';
import { addressBooks, type Sharing, sharing } from './sharing.ts';

const EVERYTHING = ['ObjectEditor', 'ObjectCreator', 'ObjectEraser'];

const checks = ({ owner, colleague, url, name, folder }: Sharing, jo: Evolution) => {
  const ann = folder(colleague, 'ann', name);
  return {
    'finds the address book in the home of who subscribed to it': async () => {
      await jo.open();
      await ann.discover();
    },
    'what the owner makes arrives': async () => {
      await jo.put(card('shared-1', 'Kai Loe'));
      await jo.put(card('shared-2', 'Mia Roe'));
      await jo.fetch(['Kai Loe', 'Mia Roe']);
      await ann.sync();
      assert.deepEqual(ann.titles(), ['Kai Loe', 'Mia Roe']);
    },
    'what an editor changes, a creator makes and an eraser deletes reaches the owner': async () => {
      ann.change('Kai Loe', ann.textOf('Kai Loe').replace('FN:Kai Loe', 'FN:Kai Noe'));
      ann.put('shared-3', card('shared-3', 'Ada Poe'));
      ann.remove('Mia Roe');
      await ann.sync();
      await jo.fetch(['Ada Poe', 'Kai Noe']);
    },
    'what the owner deletes goes': async () => {
      await jo.remove('shared-3');
      await jo.fetch(['Kai Noe']);
      await ann.sync();
      assert.deepEqual(ann.titles(), ['Kai Noe']);
    },
    'a viewer sees everything, and his changes are put back': async () => {
      await setRoles(owner, url, colleague, ['ObjectViewer']);
      const viewer = folder(colleague, 'viewer', name, { readOnly: true });
      await viewer.discover();
      await viewer.sync();
      viewer.change('Kai Noe', viewer.textOf('Kai Noe').replace('FN:Kai Noe', 'FN:Not allowed'));
      // What was changed here is put back by the sync after the one that finds it.
      await viewer.sync();
      await viewer.sync();
      assert.deepEqual(viewer.titles(), ['Kai Noe']);
      await jo.fetch(['Kai Noe']);
    },
    'who may only add adds, and sees nothing of it': async () => {
      await setRoles(owner, url, colleague, ['ObjectCreator']);
      const blind = folder(colleague, 'blind', name);
      await blind.discover();
      await blind.sync();
      assert.deepEqual(blind.titles(), []);
      blind.put('shared-4', card('shared-4', 'Eve Soe'));
      await blind.try('sync');
      await jo.fetch(['Eve Soe', 'Kai Noe']);
    },
    'without a role the address book is gone': async () => {
      await setRoles(owner, url, colleague, []);
      assert.notEqual((await ann.try('sync')).code, 0);
      const after = folder(colleague, 'after', name);
      assert.notEqual((await after.try('discover', 'n\nn\nn\n')).code, 0);
    },
  };
};

export const sharingContacts = sharing('sharing-contacts', addressBooks, EVERYTHING, (between) => {
  const jo = between.evolution(between.owner, between.url);
  return { steps: checks(between, jo), stop: () => jo.stop() };
});
