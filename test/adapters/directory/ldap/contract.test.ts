import { groupsContract, type MakeSource, type PlainUser, userSourceContract } from '../../../contracts/user-source.ts';
import { SUFFIX } from '../../../support/slapd.ts';
import { directoryOf, entry, GROUPS, PEOPLE, person, type Settings, sourceOn } from './people.ts';

const user = ({ uid, name, mails, password, kind, multipleBookings }: PlainUser): string =>
  person(uid, {
    cn: name,
    mail: mails,
    userPassword: password,
    ...(kind === undefined ? {} : { kind }),
    ...(multipleBookings === undefined ? {} : { multipleBookings }),
  });

/** A source over a directory of its own, with these settings. */
const sourceWith =
  (settings: Partial<Settings>): MakeSource =>
  async (users, groups) => {
    const dns = new Map<string, string>([
      ...users.map(({ uid }) => [uid, `uid=${uid},${PEOPLE}`] as const),
      ...groups.map(({ uid }) => [uid, `cn=${uid},${GROUPS}`] as const),
    ]);
    const group = ({ uid, name, mail, members }: (typeof groups)[number]) =>
      entry(`cn=${uid},${GROUPS}`, {
        objectClass: ['groupOfNames', 'extensibleObject'],
        cn: [uid, name],
        displayName: name,
        uid,
        mail,
        member: members.map((member) => dns.get(member) ?? ''),
      });
    const slapd = await directoryOf([...users.map(user), ...groups.map(group)]);
    const source = sourceOn({
      hostname: slapd.url,
      baseDN: SUFFIX,
      KindFieldName: 'kind',
      MultipleBookingsFieldName: 'multipleBookings',
      ...settings,
    });
    return {
      source,
      close: async () => {
        await source.close();
        await slapd.stop();
      },
    };
  };

userSourceContract('LDAP with a direct bind', sourceWith({ baseDN: PEOPLE }));
userSourceContract('LDAP with an indirect bind', sourceWith({ bindFields: ['uid'] }));
userSourceContract('LDAP, reading as the one who logs in', sourceWith({ baseDN: PEOPLE, bindAsCurrentUser: true }));
groupsContract('LDAP groups', sourceWith({ CNFieldName: 'displayName', bindFields: ['uid'] }));
